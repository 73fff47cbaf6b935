import { expect } from "chai";
import { disruptionBudgetRoom as rule } from "../../../policies/rules/disruptionBudgetRoom";
import { given, object } from "../given";
import { autoscaler, found, replicated } from "../givenStack";

const budget = (spec: object) =>
  object("policy/v1", "PodDisruptionBudget", { spec: { selector: { matchLabels: { app: "app" } }, ...spec } });
const problems = (replicas: number, spec: object) =>
  found(rule, [replicated("app", replicas), budget(spec)]).map(([, field, problem]) => `${field}: ${problem}`);

describe("policy disruption-budget-room", () => {
  it("is kept where a pod may go", () => {
    for (const spec of [
      { minAvailable: 1 },
      { minAvailable: "50%" },
      { minAvailable: 0 },
      { maxUnavailable: 1 },
      { maxUnavailable: "1%" },
      {},
    ]) {
      expect(problems(2, spec), JSON.stringify(spec)).to.have.length(0);
    }
  });

  it("is broken where all must stay", () => {
    for (const [replicas, minAvailable] of [
      [2, 2],
      [2, 3],
      [2, "100%"],
      // A share is rounded up.
      [2, "51%"],
      [1, "1%"],
    ] as const) {
      expect(problems(replicas, { minAvailable })).to.deep.equal([
        `spec.minAvailable: ${minAvailable} keeps all pods where there are ${replicas}, the fewest replicas: none may be evicted`,
      ]);
    }
    for (const maxUnavailable of [0, "0%"]) {
      expect(problems(2, { maxUnavailable })).to.deep.equal([
        `spec.maxUnavailable: ${maxUnavailable} lets no pod be evicted`,
      ]);
    }
  });

  it("counts the autoscaler's fewest replicas, and all workloads that it selects", () => {
    const scaled = (minReplicas: number) => [replicated("app", 9), autoscaler("app", { minReplicas, maxReplicas: 9 })];
    expect(found(rule, [...scaled(2), budget({ minAvailable: 2 })])).to.have.length(1);
    expect(found(rule, [...scaled(3), budget({ minAvailable: 2 })])).to.have.length(0);
    expect(found(rule, [replicated("app", 1), given("StatefulSet"), budget({ minAvailable: 1 })])).to.have.length(0);
  });

  it("says nothing where no pod is selected, or none runs", () => {
    expect(found(rule, [budget({ minAvailable: 1 })])).to.have.length(0);
    expect(problems(0, { minAvailable: 1 })).to.have.length(0);
  });
});
