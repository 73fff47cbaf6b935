import { BytesIEC, PercentUnit } from "@grafana/grafana-foundation-sdk/units";
import type { Panel } from "./panel";
import type { DashboardScope } from "./scope";

/**
 * How full claims are: only kubelets know.
 *
 * @param claims Regular expression of their names.
 */
export function volumePanels(
  { namespace, parts }: Pick<DashboardScope, "namespace" | "parts">,
  claims: string,
): Panel[] {
  if (!parts.kubelet) return [];
  const these = `namespace="${namespace}",persistentvolumeclaim=~"${claims}"`;
  const volume = (what: string) => `max by (persistentvolumeclaim) (kubelet_volume_stats_${what}{${these}})`;
  const legend = "{{persistentvolumeclaim}}";
  return [
    {
      title: "Volume use",
      description: "Share of each claim's volume that is taken. Add storage above 85 %.",
      unit: PercentUnit,
      limit: { value: 0.85 },
      queries: [{ expression: `1 - ${volume("available_bytes")} / ${volume("capacity_bytes")}`, legend }],
    },
    {
      title: "Volume space left",
      description: "Bytes that each claim's volume still takes.",
      unit: BytesIEC,
      queries: [{ expression: volume("available_bytes"), legend }],
    },
  ];
}
