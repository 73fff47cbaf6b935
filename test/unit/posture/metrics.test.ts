import { expect } from "chai";
import { auditFindings } from "../../../operations/posture/auditLogging";
import { encryptionFindings } from "../../../operations/posture/encryptionAtRest";
import { parseMetrics, total } from "../../../operations/posture/metrics";

const metrics = (...lines: string[]) => ({ samples: parseMetrics(lines.join("\n")) });

describe("metrics of the API server", () => {
  it("are read with labels, in every form that numbers have", () => {
    const { samples } = metrics(
      "# HELP http_total Requests.",
      'http_total{code="200",path="/a{b}"} 3',
      'http_total{code="500",path="say \\"no\\""} 1.5e+06',
      "",
      "up 1",
    );
    expect(samples).to.have.length(3);
    expect(samples[1]).to.deep.equal({
      name: "http_total",
      labels: { code: "500", path: 'say "no"' },
      value: 1_500_000,
    });
    expect(total(samples, "http_total")).to.equal(1_500_003);
    expect(total(samples, "http_total", { code: "200" })).to.equal(3);
    expect(total(samples, "http_total", { code: "404" })).to.equal(undefined);
  });
});

describe("posture of audit logging", () => {
  const at = (events: number, lost = 0, since = 1) =>
    metrics(
      `apiserver_audit_event_total ${events}`,
      `apiserver_audit_error_total{plugin="log"} ${lost}`,
      `process_start_time_seconds ${since}`,
    );

  it("passes when our own requests were recorded", () => {
    expect(auditFindings(at(10), at(15))).to.deep.equal({
      evidence: ["the API server recorded 5 audit events of this check's time, 15 since its start"],
      problems: [],
      unanswered: [],
    });
  });

  it("fails without a count, and with a count of nothing", () => {
    for (const off of [at(0), metrics("up 1")]) {
      expect(auditFindings(off, off).problems[0]).to.match(/has written no audit event/);
    }
  });

  it("fails when events are lost while we look, not for those that were lost before", () => {
    expect(auditFindings(at(10, 2), at(15, 4)).problems[0]).to.match(/^2 audit events could not be written/);
    expect(auditFindings(at(10, 2), at(15, 2)).problems).to.deep.equal([]);
  });

  it("does not know when the count stands still, or another server answers", () => {
    expect(auditFindings(at(10), at(10)).unanswered[0]).to.match(/stayed at 10/);
    expect(auditFindings(at(10), at(500, 0, 2)).unanswered[0]).to.match(/two API servers/);
  });

  it("does not know when the metrics may not be read", () => {
    const reason = { unread: "forbidden" };
    expect(auditFindings(reason, at(1)).unanswered).to.deep.equal(["forbidden"]);
    expect(auditFindings(at(1), reason).unanswered).to.deep.equal(["forbidden"]);
  });
});

describe("posture of encryption at rest", () => {
  const operation = (prefix: string, type: string, count: number, resource = "secrets") =>
    `apiserver_storage_transformation_operations_total{resource="${resource}",status="OK",transformation_type="${type}",` +
    `transformer_prefix="${prefix}"} ${count}`;
  const encrypted = operation("k8s:enc:secretbox:v1:", "to_storage", 4);
  const keyName = operation("local:", "to_storage", 4);

  it("passes when every Secret was encrypted on its way", () => {
    const findings = encryptionFindings(metrics(encrypted, keyName), undefined);
    expect(findings.problems.concat(findings.unanswered)).to.deep.equal([]);
    expect(findings.evidence[0]).to.include("Secrets 4 times").and.include("k8s:enc:secretbox:v1:");
  });

  it("fails when nothing transforms Secrets, whatever is done to other kinds", () => {
    const findings = encryptionFindings(
      metrics(operation("k8s:enc:aescbc:v1:", "to_storage", 4, "configmaps")),
      undefined,
    );
    expect(findings.problems[0]).to.match(/encrypts no Secret/);
  });

  it("fails when Secrets are written plain, or were found plain in the store", () => {
    for (const plain of [operation("", "to_storage", 1), operation("identity", "from_storage", 1)]) {
      expect(encryptionFindings(metrics(encrypted, plain), undefined).problems[0]).to.match(
        /1 times without encryption/,
      );
    }
  });

  it("does not know before the first Secret has passed, nor from counters that name no encryption", () => {
    const configured = metrics('apiserver_encryption_config_controller_last_config_info{hash="sha256:1"} 1');
    expect(encryptionFindings(configured, undefined).unanswered[0]).to.match(/has not read or written a Secret/);
    expect(encryptionFindings(metrics(keyName), undefined).unanswered[0]).to.match(/names none that encrypts/);
  });

  it("does not know when the metrics may not be read, unless the store has answered", () => {
    const unread = { unread: "forbidden" };
    expect(encryptionFindings(unread, undefined).unanswered).to.deep.equal(["forbidden"]);
    const stored = encryptionFindings(unread, { secrets: [{ name: "a", encrypted: true }] });
    expect(stored).to.deep.include({ problems: [], unanswered: [] });
    expect(stored.evidence[0]).to.include("etcd holds 1 Secrets");
  });

  it("believes the stored bytes more than the metrics, and names what is plain", () => {
    const secrets = ["old", "new"].map((name) => ({ name, encrypted: name === "new" }));
    const { problems } = encryptionFindings(metrics(encrypted), { secrets });
    expect(problems[0]).to.include("unencrypted in etcd: old.");
  });

  it("does not know when etcd, which was named, does not answer or holds nothing", () => {
    expect(encryptionFindings(metrics(encrypted), { unread: "refused" }).unanswered).to.deep.equal(["refused"]);
    expect(encryptionFindings(metrics(encrypted), { secrets: [] }).unanswered[0]).to.match(/holds no Secret/);
  });
});
