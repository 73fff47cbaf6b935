import type { KubernetesObject } from "../kubernetesObject";
import { autoscalerOf, scalableKinds } from "../replicas";
import type { StackRule } from "../rule";

export const autoscalerOwnsReplicas: StackRule = {
  id: "autoscaler-owns-replicas",
  title: "A workload with an autoscaler does not state its replicas",
  checklist: "operations",
  severity: "medium",
  frameworks: [],
  remedy: "Remove the field: every update would undo what the autoscaler decided.",
  check: (stack) =>
    stack
      .ofKind(...scalableKinds)
      .filter((workload) => statesReplicas(workload) && autoscalerOf(workload, stack))
      .map((object) => ({ object, field: "spec.replicas", problem: "it is set although an autoscaler decides it" })),
};

function statesReplicas({ spec }: KubernetesObject): boolean {
  const { replicas } = (spec ?? {}) as { replicas?: number | null };
  return replicas !== undefined && replicas !== null;
}
