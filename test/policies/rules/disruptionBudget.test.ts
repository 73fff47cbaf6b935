import { expect } from "chai";
import { disruptionBudget as rule } from "../../../policies/rules/disruptionBudget";
import { given, object } from "../given";
import { autoscaler, found, replicated } from "../givenStack";

const budget = (app: string) =>
  object("policy/v1", "PodDisruptionBudget", { spec: { selector: { matchLabels: { app } } } });
const problem = "no PodDisruptionBudget selects its pods";

describe("policy disruption-budget", () => {
  it("is kept by a budget that selects the pods", () => {
    expect(found(rule, [replicated("app", 2), budget("app")])).to.have.length(0);
  });

  it("is broken by two replicas without one, its own or the autoscaler's fewest", () => {
    for (const objects of [
      [replicated("app", 2), budget("other")],
      [replicated("app", 1), autoscaler("app", { minReplicas: 2, maxReplicas: 5 })],
    ]) {
      expect(found(rule, objects)).to.deep.equal([
        ["Deployment/checked/app", "spec.template.metadata.labels", problem],
      ]);
    }
  });

  it("asks nothing of single pods, of Jobs and of DaemonSets", () => {
    const single = given("Deployment", ({ spec }) => delete spec.replicas);
    const scaled = [replicated("app", 3), autoscaler("app", { maxReplicas: 5 })];
    for (const objects of [[single], scaled, [given("CronJob")], [given("DaemonSet")]]) {
      expect(found(rule, objects)).to.have.length(0);
    }
  });
});
