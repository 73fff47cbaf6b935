import { BytesIEC, BytesPerSecondIEC, NoUnit, PercentUnit } from "@grafana/grafana-foundation-sdk/units";
import { cpuShare, memoryShare } from "../alerts/containerUse";
import type { Panel } from "./panel";
import type { DashboardScope } from "./scope";

type Watched = Pick<DashboardScope, "namespace" | "parts">;

/**
 * What containers use of what they may use.
 *
 * @param containers Regular expression of their names, which are their applications'.
 */
export function containerPanels({ namespace, parts }: Watched, containers: string): Panel[] {
  const these = `namespace="${namespace}",container=~"${containers}"`;
  const used: Panel[] = [
    {
      title: "CPU of limit",
      description: "Share of its CPU limit that each container uses, over 5 minutes. Investigate above 80 %.",
      unit: PercentUnit,
      limit: { value: 0.8 },
      queries: [{ expression: cpuShare(these), legend: "{{pod}}" }],
    },
    {
      title: "Memory of limit",
      description:
        "Share of its memory limit that each container's working set takes; at 100 % it is killed. " +
        "Investigate above 80 %.",
      unit: PercentUnit,
      limit: { value: 0.8 },
      queries: [{ expression: memoryShare(these), legend: "{{pod}}" }],
    },
  ];
  return [
    ...(parts.kubelet ? used : []),
    {
      title: "Restarts",
      description: "Restarts of each container in the past hour. Any is worth a look at `kubectl logs --previous`.",
      unit: NoUnit,
      queries: [
        {
          expression: `sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{${these}}[1h]))`,
          legend: "{{pod}}",
        },
      ],
    },
  ];
}

/** What the pods of the namespace take of their nodes beyond CPU and memory limits: only kubelets know. */
export function podUsePanels({ namespace, parts }: Watched): Panel[] {
  if (!parts.kubelet) return [];
  const these = `namespace="${namespace}"`;
  const throttled = (periods: string) =>
    `sum by (pod, container) (rate(container_cpu_cfs_${periods}_total{${these},container!=""}[5m]))`;
  return [
    {
      title: "Memory",
      description: "Working set of each container: what counts against its limit.",
      unit: BytesIEC,
      queries: [
        {
          expression: `sum by (pod, container) (container_memory_working_set_bytes{${these},container!=""})`,
          legend: "{{pod}}",
        },
      ],
    },
    {
      title: "CPU throttling",
      description: "Share of the scheduling periods in which a container had to wait for its CPU limit.",
      unit: PercentUnit,
      limit: { value: 0.25 },
      queries: [{ expression: `${throttled("throttled_periods")} / ${throttled("periods")}`, legend: "{{pod}}" }],
    },
    {
      title: "Network",
      description: "Bytes a second that each pod sends and receives, averaged over 5 minutes.",
      unit: BytesPerSecondIEC,
      queries: ["transmit", "receive"].map((direction) => ({
        expression: `sum by (pod) (rate(container_network_${direction}_bytes_total{${these}}[5m]))`,
        legend: `{{pod}} ${direction}`,
      })),
    },
  ];
}
