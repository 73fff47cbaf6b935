import { expect } from "chai";
import { format } from "../../../operations/compliance/format";
import { given, podOf } from "../../policies/given";
import { excepting, objectRule, report, wholeRule, writable } from "./judged";

const named = (name: string) =>
  given("Deployment", (object) => {
    podOf(object).containers[0].name = name;
    podOf(object).containers[0].securityContext.readOnlyRootFilesystem = false;
  });
const found = (count: number, problem = "it is there") =>
  report([writable()], {
    rules: [
      wholeRule(({ resources: [{ object }] }) =>
        Array.from({ length: count }, (_, index) => ({ object, field: `spec.part${index}`, problem })),
      ),
    ],
  });
const throwing = wholeRule(() => {
  throw new Error("no such selector");
});

describe("a compliance report on the terminal", () => {
  it("has the checklist, the violations with their places, the exceptions and the verdict", () => {
    const policy = excepting({ object: "Deployment/checked/app" });
    const text = format(report([writable(), writable("other")], { policy }), "terminal");
    expect(text).to.include("Hardening checklist: a test");
    expect(text).to.match(
      /^Security contexts properly +failed +2 +read-only-root-filesystem +1 rule on 2 objects\. 1/m,
    );
    expect(text).to.match(/^ {2}high {2}Deployment\/checked\/other {2}Pulumi\.test\.yaml:1$/m);
    expect(text).to.include("read-only-root-filesystem for Deployment/checked/app: until 9999-12-31, covers 1");
    expect(text).to.match(/Failed \(objects: 2; violations: 1; .*do not prove: 7\)$/);
    for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(120);
  });

  it("has what could not be judged", () => {
    const text = format(report([given("Pod")], { rules: [throwing] }), "terminal");
    expect(text).to.include("Could not be judged (1)\n  whole\n    no such selector");
    expect(text).to.match(/Could not be judged \(objects: 1; violations: 0; not judged: 1/);
  });

  it("does not obey what a manifest says to the terminal", () => {
    const text = format(report([named("\u001b[2Japp")]), "terminal");
    expect(text).not.to.include("\u001b");
    expect(text).to.include("\\x1b[2Japp");
  });
});

describe("a compliance report in Markdown", () => {
  it("has the checklist as a table, and the rest to unfold", () => {
    const text = format(report([writable()]), "markdown");
    expect(text).to.include("| Security contexts properly configured | ❌ failed | 1 | `read-only-root-filesystem` |");
    expect(text).to.include("<summary>Violations (1)</summary>");
    expect(text).to.include("| high | Deployment/checked/app | read-only-root-filesystem: container app");
    expect(text).not.to.include("Warnings");
  });

  it("leaves what manifests say as text in its cell", () => {
    const text = format(report([named("a|<img src=x>`b` @someone\n# c")]), "markdown");
    expect(text).to.include("container a\\|&lt;img src=x&gt;\\`b\\` @<!-- -->someone \\# c,");
  });

  it("fits into a comment, and says what did not", () => {
    const text = format(found(2000), "markdown");
    expect(text.length).to.be.within(60_000, 65_536);
    const rows = text.match(/^\| medium /gm)?.length ?? 0;
    expect(text).to.include(`**${2000 - rows} more did not fit here`);
    expect(text).to.match(/<\/details>$/);
    const long = format(found(1, "x".repeat(70_000)), "markdown");
    expect(long.length).to.be.at.most(65_536);
    expect(long).to.match(/\*\*Violations: 1 did not fit here\.\*\*$/);
  });

  it("says of every part what did not fit, however many there are", () => {
    const many = {
      warnings: Array.from({ length: 2000 }, (_, index) => `Warning ${index} about something that was left out.`),
      unjudged: Array.from({ length: 2000 }, (_, index) => ({
        object: `Pod/checked/${index}`,
        reason: "it is encrypted",
      })),
    };
    const text = format(report([writable()], { changes: many }), "markdown");
    expect(text.length).to.be.at.most(65_536);
    expect(text).to.match(/Could not be judged: |more did not fit/);
    expect(text).to.include("**Warnings: 2000 did not fit here.**");
  });
});

describe("a compliance report as JSON", () => {
  it("is the report", () => {
    const judged = report([writable()]);
    const read = JSON.parse(format(judged, "json"));
    expect(read).to.include.keys("violations", "checked", "exceptions", "checklist");
    expect(read.violations[0]).to.include.keys(
      "rule",
      "checklist",
      "severity",
      "object",
      "container",
      "field",
      "message",
    );
    expect(read.violations).to.deep.equal(judged.violations);
  });
});

describe("a compliance report as SARIF", () => {
  const run = (judged: Parameters<typeof format>[0]) => JSON.parse(format(judged, "sarif")).runs[0];

  it("has a result a violation, with rule, level and place", () => {
    const { results, tool } = run(report([writable()]));
    expect(results).to.have.length(1);
    expect(results[0].ruleId).to.equal("read-only-root-filesystem");
    expect(tool.driver.rules[results[0].ruleIndex].id).to.equal("read-only-root-filesystem");
    expect(results[0].level).to.equal("error");
    expect(results[0].message.text).to.include("Deployment/checked/app: read-only-root-filesystem: container app");
    expect(results[0].locations[0].physicalLocation).to.deep.equal({
      artifactLocation: { uri: "Pulumi.test.yaml", uriBaseId: "%SRCROOT%" },
      region: { startLine: 1 },
    });
  });

  it("describes every rule that was put, and what code scanning needs of it", () => {
    const { rules } = run(report([writable()])).tool.driver;
    expect(rules.map(({ id }: { id: string }) => id)).to.deep.equal(["read-only-root-filesystem", "exceptions"]);
    expect(rules[0].properties["security-severity"]).to.equal("8.0");
    expect(rules[0].help.text).to.include("Set it to true").and.to.include("Kubescape v3, C-0017");
    expect(new URL(rules[0].helpUri as string).protocol).to.equal("https:");
  });

  it("tells results at the same line apart, and knows them again when they move", () => {
    const fingerprints = (judged: Parameters<typeof format>[0]) =>
      run(judged).results.map((one: any) => one.partialFingerprints.primaryLocationLineHash as string);
    const first = fingerprints(report([writable(), writable("other"), writable("third")]));
    expect(new Set(first).size).to.equal(3);
    expect(fingerprints(report([writable("third")]))).to.deep.equal([first[2]]);
    const same = wholeRule(({ resources: [{ object }] }) =>
      ["one", "two"].map((problem) => ({ object, field: "spec", problem })),
    );
    expect(new Set(fingerprints(report([writable()], { rules: [same] }))).size).to.equal(2);
  });

  it("says of a run that could not judge everything that it did not succeed", () => {
    const [invocation] = run(report([given("Pod")], { rules: [throwing] })).invocations;
    expect(invocation.executionSuccessful).to.equal(false);
    expect(invocation.toolExecutionNotifications[0].message.text).to.equal("whole: no such selector");
    expect(run(report([given("Pod")], { rules: [objectRule] })).invocations[0].executionSuccessful).to.equal(true);
  });
});
