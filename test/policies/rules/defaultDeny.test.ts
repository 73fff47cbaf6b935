import { expect } from "chai";
import { defaultDeny as rule } from "../../../policies/rules/defaultDeny";
import { given } from "../given";
import { found, namespaceObject, networkPolicy } from "../givenStack";

const both = ["Ingress", "Egress"];
const problem = "the pods of namespace checked may open and accept every connection that no policy is about";

describe("policy default-deny", () => {
  it("is kept by an empty selector, both directions and no rule, absent or empty", () => {
    for (const spec of [
      { podSelector: {}, policyTypes: both },
      { podSelector: { matchLabels: {} }, policyTypes: both, ingress: [], egress: [] },
    ]) {
      expect(found(rule, [given("Deployment"), networkPolicy("deny", spec)])).to.have.length(0);
    }
  });

  it("is broken without such a policy, once a namespace", () => {
    const namespace = namespaceObject("checked");
    expect(found(rule, [given("Deployment"), given("Job"), namespace])).to.deep.equal([
      ["Namespace//checked", "metadata.name", problem],
    ]);
  });

  it("names the first workload where the namespace is not in the stack", () => {
    expect(found(rule, [given("CronJob"), given("Deployment")])).to.deep.equal([
      ["CronJob/checked/app", "metadata.name", problem],
    ]);
  });

  it("is not kept by a policy of one direction, of some pods, of another namespace, or that allows something", () => {
    const elsewhere = networkPolicy("deny", { podSelector: {}, policyTypes: both });
    for (const policy of [
      networkPolicy("deny", { podSelector: {} }),
      networkPolicy("deny", { podSelector: {}, policyTypes: ["Egress"] }),
      networkPolicy("deny", { podSelector: { matchLabels: { app: "app" } }, policyTypes: both }),
      networkPolicy("deny", { podSelector: {}, policyTypes: both, ingress: [{}] }),
      { ...elsewhere, metadata: { name: "deny", namespace: "elsewhere" } },
    ]) {
      expect(found(rule, [given("Pod"), policy])).to.have.length(1);
    }
  });

  it("asks nothing of a namespace without pods", () => {
    expect(found(rule, [namespaceObject("empty")])).to.have.length(0);
  });
});
