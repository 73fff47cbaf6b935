import { kubeLinter } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import { replicasOf, scalableKinds, selectedByBudget } from "../replicas";
import type { Finding, StackRule } from "../rule";
import type { StackObjects } from "../stackObjects";

interface BudgetSpec {
  readonly minAvailable?: number | string | null;
  readonly maxUnavailable?: number | string | null;
}

export const disruptionBudgetRoom: StackRule = {
  id: "disruption-budget-room",
  title: "Every PodDisruptionBudget leaves room for an eviction",
  checklist: "operations",
  severity: "medium",
  frameworks: [kubeLinter("pdb-max-unavailable"), kubeLinter("pdb-min-available")],
  remedy: "Let one pod fewer than the fewest replicas be enough, so that a node can be drained.",
  check: (stack) => stack.ofKind("PodDisruptionBudget").flatMap((budget) => tight(budget, stack)),
};

function tight(budget: KubernetesObject, stack: StackObjects): Finding[] {
  const { minAvailable, maxUnavailable } = (budget.spec ?? {}) as BudgetSpec;
  const fewest = selectedByBudget(budget, stack)
    .filter(({ object }) => scalableKinds.includes(object.kind))
    .reduce((pods, { object }) => pods + replicasOf(object, stack).minimum, 0);
  if (fewest === 0) return [];
  if (maxUnavailable !== undefined && maxUnavailable !== null) {
    return podsIn(maxUnavailable, fewest) > 0
      ? []
      : [{ object: budget, field: "spec.maxUnavailable", problem: `${maxUnavailable} lets no pod be evicted` }];
  }
  const needed = podsIn(minAvailable ?? 0, fewest);
  return needed < fewest
    ? []
    : [
        {
          object: budget,
          field: "spec.minAvailable",
          problem: `${minAvailable ?? 0} keeps all pods where there are ${fewest}, the fewest replicas: none may be evicted`,
        },
      ];
}

/** A number of pods, or a share of them such as "50%", which the API server rounds up. */
function podsIn(amount: number | string, pods: number): number {
  return typeof amount === "string" && amount.endsWith("%")
    ? Math.ceil((Number.parseInt(amount, 10) * pods) / 100)
    : Number(amount);
}
