import { NoUnit } from "@grafana/grafana-foundation-sdk/units";
import type { Panel } from "./panel";

/**
 * How many replicas run, of how many that should.
 *
 * @param workloads Regular expression of the names of Deployments and StatefulSets.
 */
export function replicaPanels(namespace: string, workloads: string): Panel[] {
  const missing = (kind: string, wanted: string, there: string) => {
    const these = `namespace="${namespace}",${kind}=~"${workloads}"`;
    const replicas = (metric: string) => `max by (${kind}) (kube_${kind}_${metric}{${these}})`;
    return { expression: `${replicas(wanted)} - ${replicas(there)}`, legend: `{{${kind}}}` };
  };
  const autoscalers = `namespace="${namespace}",horizontalpodautoscaler=~"(${workloads})-hpa"`;
  const autoscaled = (count: string, meaning: string) => ({
    expression: `max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_${count}_replicas{${autoscalers}})`,
    legend: `{{horizontalpodautoscaler}} ${meaning}`,
  });
  return [
    {
      title: "Replicas missing",
      description: "Replicas that should run and are not available. For minutes during a rollout, never for long.",
      unit: NoUnit,
      limit: { value: 1 },
      queries: [
        missing("deployment", "spec_replicas", "status_replicas_available"),
        missing("statefulset", "replicas", "status_replicas_ready"),
      ],
    },
    {
      title: "Autoscalers",
      description:
        "Replicas that an autoscaler has and wants, and its maximum. At the maximum it cannot help any more.",
      unit: NoUnit,
      queries: [
        autoscaled("status_current", "has"),
        autoscaled("status_desired", "wants"),
        autoscaled("spec_max", "maximum"),
      ],
    },
  ];
}
