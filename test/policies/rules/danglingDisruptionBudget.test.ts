import { expect } from "chai";
import { danglingDisruptionBudget as rule } from "../../../policies/rules/danglingDisruptionBudget";
import { given, object } from "../given";
import { found } from "../givenStack";

const budget = (spec: object) => object("policy/v1", "PodDisruptionBudget", { spec });

describe("policy dangling-disruption-budget", () => {
  it("is kept by a selector of pods; an empty one selects all", () => {
    for (const selector of [{ matchLabels: { app: "app" } }, {}]) {
      expect(found(rule, [given("StatefulSet"), budget({ selector })])).to.have.length(0);
    }
  });

  it("is broken by a selector of nothing, or none", () => {
    for (const spec of [{ selector: { matchLabels: { app: "old" } } }, {}, { selector: null }]) {
      expect(found(rule, [given("Deployment"), budget(spec)])).to.deep.equal([
        ["PodDisruptionBudget/checked/app", "spec.selector", "the selector selects no pod of the stack"],
      ]);
    }
  });
});
