import { replicatedWorkloads, selectedByBudget } from "../replicas";
import type { StackRule } from "../rule";

export const disruptionBudget: StackRule = {
  id: "disruption-budget",
  title: "Workloads with two or more replicas have a PodDisruptionBudget",
  checklist: "operations",
  severity: "medium",
  frameworks: [],
  remedy: "Add a PodDisruptionBudget that selects its pods, so that a drained node does not take all of them at once.",
  check: (stack) => {
    const protectedPods = stack
      .ofKind("PodDisruptionBudget")
      .flatMap((budget) => selectedByBudget(budget, stack).map(({ object }) => object));
    return replicatedWorkloads(stack)
      .filter(({ object }) => !protectedPods.includes(object))
      .map(({ object }) => ({
        object,
        field: "spec.template.metadata.labels",
        problem: "no PodDisruptionBudget selects its pods",
      }));
  },
};
