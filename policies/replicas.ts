import type { KubernetesObject } from "./kubernetesObject";
import type { LabelSelector, PodTemplate, StackObjects } from "./stackObjects";

/** Kinds with a number of replicas. */
export const scalableKinds: readonly string[] = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

/** How many pods of a workload there are. */
export interface Replicas {
  readonly minimum: number;
  readonly maximum: number;
}

/** The workload that a HorizontalPodAutoscaler scales; empty names where it says none. */
export function scaleTargetOf(autoscaler: KubernetesObject): { readonly kind: string; readonly name: string } {
  const { scaleTargetRef } = (autoscaler.spec ?? {}) as { scaleTargetRef?: { kind?: string; name?: string } };
  return { kind: scaleTargetRef?.kind ?? "", name: scaleTargetRef?.name ?? "" };
}

/** The HorizontalPodAutoscaler of a workload. */
export function autoscalerOf({ kind, metadata }: KubernetesObject, stack: StackObjects): KubernetesObject | undefined {
  return stack.ofKind("HorizontalPodAutoscaler").find((autoscaler) => {
    const target = scaleTargetOf(autoscaler);
    return (
      autoscaler.metadata.namespace === metadata.namespace && target.kind === kind && target.name === metadata.name
    );
  });
}

/** Replicas of a workload of a scalable kind: those of its autoscaler, or else its own. */
export function replicasOf(workload: KubernetesObject, stack: StackObjects): Replicas {
  const autoscaler = autoscalerOf(workload, stack);
  if (autoscaler) {
    const { minReplicas, maxReplicas } = (autoscaler.spec ?? {}) as { minReplicas?: number; maxReplicas?: number };
    const minimum = minReplicas ?? 1;
    return { minimum, maximum: maxReplicas ?? minimum };
  }
  const { replicas } = (workload.spec ?? {}) as { replicas?: number };
  return { minimum: replicas ?? 1, maximum: replicas ?? 1 };
}

/** Workloads that always have two pods or more. */
export function replicatedWorkloads(stack: StackObjects): readonly PodTemplate[] {
  return stack
    .podTemplates()
    .filter(({ object }) => scalableKinds.includes(object.kind) && replicasOf(object, stack).minimum >= 2);
}

/** The pods that a PodDisruptionBudget counts. Without a selector it counts none. */
export function selectedByBudget(budget: KubernetesObject, stack: StackObjects): readonly PodTemplate[] {
  const { selector } = (budget.spec ?? {}) as { selector?: LabelSelector | null };
  return selector ? stack.selected(budget.metadata.namespace ?? "", selector) : [];
}
