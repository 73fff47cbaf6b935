import { NoUnit, PercentUnit } from "@grafana/grafana-foundation-sdk/units";
import { containerPanels, podUsePanels } from "./containers";
import type { DashboardContent } from "./dashboard";
import { replicaPanels } from "./replicas";
import type { DashboardScope } from "./scope";
import { volumePanels } from "./volumes";

/** The resources of the namespace. */
export function kubernetesDashboard(scope: DashboardScope): DashboardContent {
  const these = `{namespace="${scope.namespace}"}`;
  const quota = (type: string) =>
    `sum by (resource) (kube_resourcequota{namespace="${scope.namespace}",type="${type}"})`;
  return {
    uid: "kubernetes",
    title: "Kubernetes",
    description: `Pods, replicas, quota, use of resources and volumes of the namespace ${scope.namespace}.`,
    since: "6h",
    sections: [
      {
        title: "Pods",
        panels: [
          {
            title: "Pods by phase",
            description: "Pods in each phase. Pending for minutes: no node has room, or a volume is missing.",
            unit: NoUnit,
            queries: [{ expression: `sum by (phase) (kube_pod_status_phase${these})`, legend: "{{phase}}" }],
          },
          {
            title: "Waiting containers",
            description: "Containers that do not run, by reason, such as CrashLoopBackOff or ImagePullBackOff.",
            unit: NoUnit,
            limit: { value: 1 },
            queries: [
              {
                expression: `sum by (pod, reason) (kube_pod_container_status_waiting_reason${these})`,
                legend: "{{pod}} {{reason}}",
              },
            ],
          },
          ...replicaPanels(scope.namespace, ".+"),
          {
            title: "Disruptions allowed",
            description:
              "Pods that a drain of a node may take of each PodDisruptionBudget. 0 for long blocks maintenance.",
            unit: NoUnit,
            queries: [
              {
                expression:
                  "max by (poddisruptionbudget) " + `(kube_poddisruptionbudget_status_pod_disruptions_allowed${these})`,
                legend: "{{poddisruptionbudget}}",
              },
            ],
          },
          {
            title: "Quota",
            description: "Share of each of the namespace's quotas that is taken. At 100 % no further pod starts.",
            unit: PercentUnit,
            limit: { value: 0.9 },
            // Some quotas are 0: nothing may leave the cluster by a port of a node.
            queries: [{ expression: `${quota("used")} / (${quota("hard")} > 0)`, legend: "{{resource}}" }],
          },
        ],
      },
      { title: "Containers", panels: [...containerPanels(scope, ".+"), ...podUsePanels(scope)] },
      { title: "Volumes", panels: volumePanels(scope, ".+") },
    ].filter(({ panels }) => panels.length > 0),
  };
}
