import { expect } from "chai";
import { autoscalerOwnsReplicas as rule } from "../../../policies/rules/autoscalerOwnsReplicas";
import { given } from "../given";
import { autoscaler, found, replicated } from "../givenStack";

describe("policy autoscaler-owns-replicas", () => {
  it("is kept without replicas, absent or null, and without an autoscaler", () => {
    for (const replicas of [undefined, null]) {
      const workload = given("Deployment", ({ spec }) => {
        spec.replicas = replicas;
      });
      expect(found(rule, [workload, autoscaler("app", {})])).to.have.length(0);
    }
    const elsewhere = autoscaler("app", {});
    expect(found(rule, [replicated("app", 2), autoscaler("other", {})])).to.have.length(0);
    expect(
      found(rule, [replicated("app", 2), { ...elsewhere, metadata: { name: "app", namespace: "elsewhere" } }]),
    ).to.have.length(0);
  });

  it("is broken by replicas, be they none", () => {
    for (const replicas of [0, 2]) {
      expect(found(rule, [replicated("app", replicas), autoscaler("app", {})])).to.deep.equal([
        ["Deployment/checked/app", "spec.replicas", "it is set although an autoscaler decides it"],
      ]);
    }
  });
});
