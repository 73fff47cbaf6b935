import { selectedByBudget } from "../replicas";
import type { StackRule } from "../rule";

export const danglingDisruptionBudget: StackRule = {
  id: "dangling-disruption-budget",
  title: "Every PodDisruptionBudget protects pods of the stack",
  checklist: "operations",
  severity: "medium",
  frameworks: [],
  remedy: "Make the selector that of a pod template of the namespace.",
  check: (stack) =>
    stack
      .ofKind("PodDisruptionBudget")
      .filter((object) => selectedByBudget(object, stack).length === 0)
      .map((object) => ({ object, field: "spec.selector", problem: "the selector selects no pod of the stack" })),
};
