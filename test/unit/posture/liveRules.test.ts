import { expect } from "chai";
import { ruleFindings } from "../../../operations/posture/liveRules";
import { presenceFindings, userFindings } from "../../../operations/posture/runningPods";
import { readOnlyRootFilesystem } from "../../../policies/rules/readOnlyRootFilesystem";
import { given, podOf } from "../../policies/given";
import { live } from "./live";

const pod = (name: string, { writable = false, phase = "Running", uid }: Given = {}) =>
  given("Pod", (object) => {
    object.metadata.name = name;
    if (writable) podOf(object).containers[0].securityContext = {};
    const user = uid === undefined ? {} : { user: { linux: { uid } } };
    object.status = { phase, containerStatuses: [{ name: "app", ...user }] };
  });

interface Given {
  writable?: boolean;
  phase?: string;
  uid?: number;
}

const line = "security-contexts";
const rule = readOnlyRootFilesystem;

describe("posture of running pods", () => {
  it("passes on those that keep the rules of the line, and counts them", () => {
    const findings = ruleFindings(line, [rule], live([pod("a"), pod("b")]), false);
    expect(findings).to.deep.equal({
      evidence: ["2 objects (2 Pod) keep read-only-root-filesystem"],
      problems: [],
      unanswered: [],
    });
    expect(ruleFindings("rbac", [rule], live([pod("a", { writable: true })]), false).problems).to.deep.equal([]);
  });

  it("names the pod that breaks a rule, with the rule's own words", () => {
    const { problems } = ruleFindings(line, [rule], live([pod("a"), pod("b", { writable: true })]), false);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      /^Pod\/checked\/b: read-only-root-filesystem: container app, .* is writable\. Set it to true/,
    );
  });

  it("looks at pods that start, not at those that have ended", () => {
    const pods = ["Pending", "Succeeded", "Failed"].map((phase) => pod(phase, { writable: true, phase }));
    expect(ruleFindings(line, [rule], live(pods), false).problems).to.have.length(1);
  });

  it("counts what an exception lets through", () => {
    const exception = { rule: rule.id, object: "Pod/checked/a", reason: "r", owner: "o", expires: "2999-01-01" };
    const { evidence } = ruleFindings(line, [rule], live([pod("a", { writable: true })], {}, [exception]), false);
    expect(evidence[1]).to.equal("an exception lets Pod/checked/a break read-only-root-filesystem");
  });

  it("lets a throw-away stack break what it cannot keep, and no other", () => {
    const lenient = { ...rule, lenientLocally: true };
    const pods = live([pod("a", { writable: true })]);
    expect(ruleFindings(line, [lenient], pods, true).problems).to.deep.equal([]);
    expect(ruleFindings(line, [lenient], pods, false).problems).to.have.length(1);
    expect(ruleFindings(line, [rule], pods, true).problems).to.have.length(1);
  });

  it("does not know about a rule that cannot be evaluated", () => {
    const broken = { ...rule, valid: "container.name > 1" };
    const { evidence, unanswered } = ruleFindings(line, [broken], live([pod("a")]), false);
    expect(evidence).to.deep.equal([]);
    expect(unanswered[0]).to.match(/^rule read-only-root-filesystem could not be evaluated on Pod\/checked\/a/);
  });

  it("does not know about pods that may not be read, or are not there", () => {
    const forbidden = live([], { Pod: "pods is forbidden" });
    expect(ruleFindings(line, [rule], forbidden, false).unanswered).to.deep.equal(["pods is forbidden"]);
    expect(presenceFindings(forbidden).unanswered).to.deep.equal([]);
    expect(presenceFindings(live([pod("a", { phase: "Succeeded" })])).unanswered[0]).to.match(/no pod runs/);
    expect(presenceFindings(live([pod("a")])).unanswered).to.deep.equal([]);
  });

  it("fails a process that really is root, whatever its manifest says", () => {
    const { problems, evidence } = userFindings(live([pod("a", { uid: 1000 }), pod("b", { uid: 0 })]));
    expect(problems[0]).to.match(/^Pod\/checked\/b: container app runs as user 0 now\./);
    expect(evidence).to.deep.equal([]);
  });

  it("names the users that the nodes report, where they do", () => {
    const pods = live([pod("a", { uid: 1000 }), pod("b", { uid: 999 }), pod("c")]);
    expect(userFindings(pods).evidence).to.deep.equal(["the nodes report 2 containers, running as users 999, 1000"]);
    expect(userFindings(live([pod("a")])).evidence).to.deep.equal([]);
  });
});
