import { expect } from "chai";
import { json } from "../../operations/posture/format";
import { exitCode } from "../../operations/posture/report";
import { checklistLines, type ChecklistLine } from "../../policies/checklist";
import { eventually } from "./kubectl";
import { inNamespace, line, namespace, PostureStack } from "./postureStack";

describe("posture of the stack on the local control plane", function () {
  this.timeout(180_000);
  const stack = new PostureStack();

  before(async function () {
    // The toolchain may have to be built first.
    this.timeout(30 * 60_000);
    await stack.start();
  });
  after(() => stack.stop());

  it("does not know about a scan that has not happened yet, and says so by its exit code", async () => {
    const report = await stack.look();
    expect(line(report, "image-scanning").result).to.equal("unknown");
    expect(line(report, "image-scanning").unanswered[0]).to.include("has not succeeded yet");
    expect(exitCode(report)).to.equal(2);
  });

  it("passes on every line once the images were scanned, and shows no Secret", async () => {
    await stack.ask("create", "job", "scan-now", "--from=cronjob/image-scan", inNamespace);
    await stack.ask("wait", "job/scan-now", "--for=condition=complete", inNamespace, "--timeout=60s");
    let report = await stack.look();
    await eventually(async () => {
      report = await stack.look();
      expect(line(report, "image-scanning").unanswered).to.deep.equal([]);
    });
    expect(report.lines.map((each) => each.line)).to.deep.equal(checklistLines);
    const open = report.lines.flatMap(({ problems, unanswered }) => [...problems, ...unanswered]);
    expect(open).to.deep.equal([]);
    expect(report.lines.map(({ result }) => result)).to.deep.equal(checklistLines.map(() => "passed"));
    expect(exitCode(report)).to.equal(0);
    expect(report).to.include({ namespace, context: "orchestrix-local" });
    for (const name of ["redis-secrets", "application-secrets", "postgres-secrets"]) {
      const { data } = await stack.object("secret", name);
      for (const value of Object.values(data as Record<string, string>)) {
        expect(json(report)).not.to.include(value).and.not.to.include(Buffer.from(value, "base64").toString());
      }
    }
  });

  it("has each line's own evidence", async () => {
    const report = await stack.look();
    const seen = (name: ChecklistLine) => line(report, name).evidence.join("\n");
    expect(seen("encryption-at-rest"))
      .to.match(/etcd holds \d+ Secrets .* all encrypted/)
      .and.include("k8s:enc:");
    expect(seen("network-policies")).to.match(/\d+ pods that run reach what the topology declares, and no more/);
    expect(seen("rbac")).to.match(/none of \d+ dangerous rights to \d+ ServiceAccounts/);
    expect(seen("non-root")).to.match(/Pod\) keep run-as-non-root/);
    expect(seen("security-contexts")).to.match(/Pod\) keep .*read-only-root-filesystem/);
    expect(seen("admission-controllers"))
      .to.match(/violates PodSecurity "restricted/)
      .and.include("compliant");
    expect(seen("admission-controllers")).to.include(`ValidatingAdmissionPolicy '${namespace}-workloads'`);
    expect(seen("audit-logging")).to.match(/recorded \d+ audit events of this check's time/);
  });

  it("changes nothing", async () => {
    // Pods come and go with the autoscaler.
    const kinds = "deployments,statefulsets,jobs,serviceaccounts,secrets,configmaps,roles,rolebindings,networkpolicies";
    const objects = () =>
      stack.ask(
        "get",
        kinds,
        inNamespace,
        "-o",
        "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid}{'\\n'}{end}",
      );
    const before = await objects();
    await stack.look();
    expect(await objects()).to.equal(before);
    expect(await stack.ask("get", "pods", inNamespace, "-o", "name")).not.to.include("posture-check");
  });

  it("fails the network's line when the default deny is gone, and when a policy opens more than is declared", async () => {
    const deny: [string, string] = ["networkpolicy", "default-deny-all"];
    expect(await stack.broken("network-policies", deny, "delete", ...deny)).to.match(/default-deny/);
    const redis: [string, string] = ["networkpolicy", "redis"];
    const open = JSON.stringify([{ op: "add", path: "/spec/ingress", value: [{}] }]);
    expect(await stack.broken("network-policies", redis, "patch", ...redis, "--type=json", "--patch", open)).to.match(
      /NetworkPolicy\/orchestrix-pilot\/redis: network-topology: .* of redis/,
    );
  });

  it("fails the line of access for rights that come from outside of the namespace, where no policy looks", async () => {
    const bind = (name: string, role: string, ...subject: string[]) =>
      stack.ask("create", "clusterrolebinding", name, `--clusterrole=${role}`, ...subject);
    await bind("posture-edit", "edit", `--serviceaccount=${namespace}:redis`);
    await bind("posture-view", "view", "--group=system:unauthenticated");
    try {
      await eventually(async () => {
        const { problems, evidence } = line(await stack.look(), "rbac");
        const redis = `ServiceAccount/${namespace}/redis`;
        expect(problems.join("\n"))
          .to.include(`${redis} may list secrets (RBAC: allowed by ClusterRoleBinding "posture-edit"`)
          .and.include(`${redis} may create pods/exec`)
          .and.include("whoever has no account may list pods");
        expect(problems.join("\n")).not.to.match(/ServiceAccount\/[\w-]+\/weaviate/);
        expect(evidence.join("\n")).not.to.include("dangerous rights");
      });
    } finally {
      await stack.ask("delete", "clusterrolebinding", "posture-edit", "posture-view");
    }
  });

  it("fails the line of admission when a gate is open, or refuses for another's reason", async () => {
    const line = "admission-controllers";
    const object: [string, string] = ["namespace", namespace];
    const label = "pod-security.kubernetes.io/enforce-";
    expect(await stack.broken(line, object, "label", ...object, label)).to.match(
      /a privileged Pod was refused, but not by Pod Security's profile restricted: .*baseline/,
    );
    const binding: [string, string] = ["validatingadmissionpolicybinding", `${namespace}-workloads`];
    expect(await stack.broken(line, binding, "delete", ...binding)).to.match(
      /accepts a Deployment with a writable root file system: .* must refuse it/,
    );
    const actions = (...validationActions: string[]) =>
      stack.ask("patch", ...binding, "--type=merge", "--patch", JSON.stringify({ spec: { validationActions } }));
    await actions("Warn", "Audit");
    expect(await stack.problems(line)).to.include("with a warning only");
    await actions("Deny", "Audit");
  });

  it("does not trust a refusal where the compliant object is refused too", async () => {
    const quota = { hard: { "count/deployments.apps": "0" } };
    await stack.admin.apply({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "full", namespace },
      spec: quota,
    });
    try {
      await eventually(async () => {
        const { result, unanswered } = line(await stack.look(), "admission-controllers");
        expect(result).to.equal("unknown");
        expect(unanswered[0]).to.match(/compliant Deployment is refused too.*exceeded quota: full/);
      });
    } finally {
      await stack.ask("delete", "resourcequota", "full", inNamespace);
    }
  });

  it("fails the line of images for a scan that failed, and for an image that is in no list", async () => {
    const { metadata, spec } = await stack.object("cronjob", "image-scan");
    const template = structuredClone(spec.jobTemplate);
    template.spec.activeDeadlineSeconds = 1;
    template.spec.template.spec.nodeSelector = { nowhere: "true" };
    const owner = { apiVersion: "batch/v1", kind: "CronJob", name: metadata.name, uid: metadata.uid, controller: true };
    const job = { apiVersion: "batch/v1", kind: "Job", ...template };
    await stack.admin.apply({ ...job, metadata: { name: "scan-stuck", namespace, ownerReferences: [owner] } });
    await stack.ask("wait", "job/scan-stuck", "--for=condition=failed", inNamespace, "--timeout=60s");
    expect(line(await stack.look(), "image-scanning").problems[0]).to.match(
      /^Job\/orchestrix-pilot\/scan-stuck, the newest scan, failed/,
    );
    await stack.ask("delete", "job", "scan-stuck", inNamespace);
    const list: [string, string] = ["configmap", "image-scan-images"];
    const none = JSON.stringify({ data: { "images.txt": "none" } });
    expect(await stack.broken("image-scanning", list, "patch", ...list, "--patch", none)).to.match(
      /image docker\.io\/library\/redis:\S+ runs and is not scanned/,
    );
    const old = line(await stack.look({ maximumScanAge: -1 }), "image-scanning");
    expect(old.problems[0]).to.match(/0 hours ago; at most -1 are allowed/);
  });

  it("fails the line of root for a process that is root, whatever its pod says", async () => {
    const [pod] = (await stack.ask("get", "pods", "-l", "app=redis", inNamespace, "-o", "name")).split("\n");
    const statuses = JSON.parse(await stack.ask("get", pod, inNamespace, "-o", "jsonpath={.status.containerStatuses}"));
    statuses[0].user = { linux: { uid: 0, gid: 0 } };
    const patch = JSON.stringify({ status: { containerStatuses: statuses } });
    await stack.ask("patch", pod, inNamespace, "--subresource=status", "--type=merge", "--patch", patch);
    expect(line(await stack.look(), "non-root").problems[0]).to.match(
      /Pod\/[\w-]+\/redis-.*: container redis runs as user 0 now/,
    );
    await stack.ask("delete", pod, inNamespace, "--wait");
    await stack.rollout("deployment/redis");
  });

  it("knows nothing, and passes nothing, for who may read nothing", async () => {
    const { lines } = await stack.look({ context: "nobody", etcd: {} });
    for (const { result, unanswered, problems, line: name } of lines) {
      expect(result, name).to.equal("unknown");
      expect(problems, name).to.deep.equal([]);
      expect(unanswered.join("\n"), name).to.match(/cannot (list|create|get) /);
    }
    const reasons = lines.flatMap(({ unanswered }) => unanswered).join("\n");
    expect(reasons)
      .to.include("needs get on nonResourceURL /metrics")
      .and.include("needs create on subjectaccessreviews");
  });

  it("tells a viewer what a viewer may see", async () => {
    const { lines } = await stack.look({ context: "viewer", etcd: {} });
    const results = Object.fromEntries(lines.map(({ line: name, result }) => [name, result]));
    expect(results).to.include({ "non-root": "passed", "security-contexts": "passed", "image-scanning": "passed" });
    for (const name of ["encryption-at-rest", "rbac", "admission-controllers", "audit-logging"]) {
      expect(results[name], name).to.equal("unknown");
    }
    expect(lines.flatMap(({ problems }) => problems)).to.deep.equal([]);
  });

  it("passes nothing while the API server is away, whatever etcd tells", async () => {
    await stack.crashApiServer();
    const { lines } = await stack.look();
    expect(lines.map(({ result }) => result)).to.deep.equal(checklistLines.map(() => "unknown"));
    expect(lines.flatMap(({ problems }) => problems)).to.deep.equal([]);
    await stack.heal();
  });
});
