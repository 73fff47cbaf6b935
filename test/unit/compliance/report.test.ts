import { expect } from "chai";
import type { ComplianceReport } from "../../../operations/compliance/report";
import { defaultPolicy } from "../../../policies/stackPolicy";
import { given, object } from "../../policies/given";
import { excepting, objectRule, report, wholeRule, writable } from "./judged";

const line = ({ checklist }: ComplianceReport, id: string) => {
  const found = checklist.find((one) => one.line === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
};

const broken = { ...objectRule, id: "broken", valid: "container.nothing.here" };

describe("a compliance report", () => {
  it("has what a reader or a program needs of a violation", () => {
    const { result, violations, checked } = report([writable(), given("Pod")]);
    expect(result).to.equal("failed");
    expect(violations).to.have.length(1);
    expect(violations[0]).to.deep.include({
      rule: "read-only-root-filesystem",
      checklist: "security-contexts",
      severity: "high",
      object: "Deployment/checked/app",
      container: "app",
      field: "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem",
      advisory: false,
      location: { file: "Pulumi.test.yaml", line: 1 },
    });
    expect(violations[0].message).to.include("the root file system is writable");
    expect(checked).to.deep.equal({ objects: 2, rules: { "read-only-root-filesystem": 2 } });
  });

  it("has the eight lines of the runbook, and passes none that no rule has proven", () => {
    const judged = report([given("Pod")]);
    expect(judged.checklist.map(({ text }) => text))
      .to.include("Audit logging enabled")
      .and.to.have.length(8);
    expect(line(judged, "security-contexts")).to.deep.include({
      result: "passed",
      objects: 1,
      rules: ["read-only-root-filesystem"],
      evidence: "1 rule on 1 object.",
    });
    expect(line(judged, "audit-logging")).to.deep.include({ result: "cluster", objects: 0, rules: [] });
    expect(line(judged, "audit-logging").evidence).to.include("orchestrix posture");
  });

  it("says of a line that objects prove in part where the rest is shown", () => {
    const judged = report([given("Pod")], { rules: [{ ...objectRule, checklist: "image-scanning" }] });
    expect(line(judged, "image-scanning").result).to.equal("passed");
    expect(line(judged, "image-scanning").evidence).to.include("orchestrix posture");
  });

  it("does not call a line passed whose rules found nothing to look at", () => {
    const judged = report([object("v1", "ConfigMap", {})]);
    expect(line(judged, "security-contexts").result).to.equal("unknown");
  });

  it("puts the worst violation first", () => {
    const everything = wholeRule(({ resources }) =>
      resources.map((one) => ({ object: one.object, field: "metadata.name", problem: "it is there" })),
    );
    const { violations } = report([writable()], { rules: [everything, objectRule] });
    expect(violations.map(({ severity }) => severity)).to.deep.equal(["high", "medium"]);
  });

  it("names a rule that cannot be evaluated, and lets the others speak", () => {
    const judged = report([given("Pod"), writable()], { rules: [broken, objectRule] });
    expect(judged.unjudged.map(({ rule, object: id }) => [rule, id])).to.deep.equal([
      ["broken", "Pod/checked/app"],
      ["broken", "Deployment/checked/app"],
    ]);
    expect(judged.unjudged[0].reason).to.include("rule broken could not be evaluated");
    expect(judged.violations).to.have.length(1);
  });

  it("is not passed while a rule cannot be evaluated", () => {
    expect(report([given("Pod")], { rules: [broken] }).result).to.equal("unknown");
    const throws = wholeRule(() => {
      throw new Error("no such selector");
    });
    const judged = report([given("Pod")], { rules: [throws] });
    expect(judged.result).to.equal("unknown");
    expect(judged.unjudged).to.deep.equal([{ rule: "whole", reason: "no such selector" }]);
    expect(line(judged, "network-policies").result).to.equal("unknown");
  });

  it("names an object that is not what its kind demands, and judges the others", () => {
    const judged = report([object("apps/v1", "Deployment", {}, { name: "empty" }), writable()]);
    expect(judged.unjudged.map(({ object: id }) => id)).to.deep.equal(["Deployment/checked/empty"]);
    expect(judged.unjudged[0].location).to.deep.equal({ file: "Pulumi.test.yaml", line: 1 });
    expect(judged.violations.map(({ object: id }) => id)).to.deep.equal(["Deployment/checked/app"]);
  });

  it("only advises where a throw-away stack cannot keep a rule", () => {
    const rules = [{ ...objectRule, lenientLocally: true }];
    const lenient = report([writable()], { rules, policy: { ...defaultPolicy, lenient: true } });
    expect(lenient.result).to.equal("passed");
    expect(lenient.violations[0].advisory).to.equal(true);
    expect(line(lenient, "security-contexts").result).to.equal("advisory");
    expect(report([writable()], { rules }).result).to.equal("failed");
    expect(report([writable()], { policy: { ...defaultPolicy, lenient: true } }).result).to.equal("failed");
  });

  it("never shows the value of a Secret, however a rule came to it", () => {
    const password = "correct-horse-battery";
    const secret = object("v1", "Secret", { data: { password: Buffer.from(password).toString("base64") } });
    const careless = wholeRule(({ resources }) =>
      resources.map((one) => ({ object: one.object, field: "data", problem: `it holds ${password}` })),
    );
    const throws = wholeRule(() => {
      throw new Error(`cannot parse ${password}`);
    });
    const judged = report([secret], { rules: [careless, { ...throws, id: "throws" }] });
    expect(JSON.stringify(judged)).not.to.include(password);
    expect(judged.violations[0].message).to.include("it holds (secret)");
    expect(judged.unjudged[0].reason).to.equal("cannot parse (secret)");
  });
});

describe("exceptions in a compliance report", () => {
  it("excuse a violation until they expire, and are listed with what they excuse", () => {
    const judged = report([writable()], { policy: excepting({}) });
    expect(judged.result).to.equal("passed");
    expect(judged.violations).to.have.length(0);
    expect(judged.exempted.map(({ object: id, rule }) => [id, rule])).to.deep.equal([
      ["Deployment/checked/app", "read-only-root-filesystem"],
    ]);
    expect(judged.exceptions).to.have.length(1);
    expect(judged.exceptions[0]).to.deep.include({ owner: "team-a", expired: false, covered: 1 });
    expect(line(judged, "security-contexts").result).to.equal("exempted");
    expect(judged.warnings).to.have.length(0);
  });

  it("excuse what a rule about the whole finds, for the named object only", () => {
    const all = wholeRule(({ resources }) =>
      resources.map((one) => ({ object: one.object, field: "metadata.name", problem: "it is there" })),
    );
    const judged = report([writable(), writable("other")], { rules: [all], policy: excepting({ rule: "whole" }) });
    expect(judged.violations.map(({ object: id }) => id)).to.deep.equal(["Deployment/checked/other"]);
    expect(judged.exceptions[0].covered).to.equal(1);
  });

  it("excuse the pods that a controller makes of the object", () => {
    const owned = given("Pod", (pod) => {
      pod.metadata = { name: "app-5f7d", namespace: "checked", ownerReferences: [{ controller: true }] };
      pod.spec.containers = [{ name: "app" }];
    });
    const judged = report([writable(), owned], { policy: excepting({}) });
    expect(judged.violations).to.have.length(0);
    expect(judged.exceptions[0].covered).to.equal(2);
  });

  it("are violations of the line that they weakened when they have expired, and excuse nothing", () => {
    const judged = report([writable()], { policy: excepting({ expires: "2020-01-31" }) });
    expect(judged.violations.map(({ rule }) => rule).sort()).to.deep.equal(["exceptions", "read-only-root-filesystem"]);
    const expired = judged.violations.find(({ rule }) => rule === "exceptions");
    expect(expired).to.deep.include({ checklist: "security-contexts", object: "Deployment/checked/app" });
    expect(expired?.message).to.include("it expired on 2020-01-31 (owner: team-a)");
    expect(judged.exceptions[0].expired).to.equal(true);
  });

  it("fail the check when they have expired, even if the object keeps the rule", () => {
    expect(report([given("Deployment")], { policy: excepting({ expires: "2020-01-31" }) }).result).to.equal("failed");
  });

  it("are violations when there is no such rule or object", () => {
    const policy = excepting({ rule: "read-only-root" }, { object: "Deployment/checked/gone" });
    const { violations } = report([given("Deployment")], { policy });
    expect(violations.map(({ message }) => message)).to.satisfy(
      ([first, second]: string[]) =>
        first.includes("there is no rule read-only-root") && second.includes("there is no such object"),
    );
  });

  it("are warned of when the object keeps the rule", () => {
    const judged = report([given("Deployment")], { policy: excepting({}) });
    expect(judged.result).to.equal("passed");
    expect(judged.warnings[0]).to.include("Deployment/checked/app is not needed");
  });
});
