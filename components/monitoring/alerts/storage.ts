import type { Alert, Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { added } from "./runbook";

const fourDays = 4 * 24 * 60 * 60;

/** Claims and the volumes behind them. */
export function storage(args: AlertArgs): Subject {
  const labels = `{namespace="${args.namespace}"}`;
  const volume = (name: string) => `kubelet_volume_stats_${name}${labels}`;
  const each = "max by (namespace, persistentvolumeclaim)";
  // Every node that mounts a claim reports it.
  const ratio = (rest: string, whole: string) => `${each} (${volume(rest)}) / ${each} (${volume(whole)} > 0)`;
  const shared = { runbook: added.storage, dashboard: "kubernetes", needs: [part(args, "kubelet")] } as const;
  const alerts: Alert[] = [
    {
      ...shared,
      name: "DiskSpaceLow",
      severity: "P1",
      for: "0s",
      keepFiringFor: "5m",
      expr: `1 - ${ratio("available_bytes", "capacity_bytes")} > 0.85`,
      when: "a claim is more than 85 % full",
      summary: "{{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full",
      description: "A store that cannot write stops. Add storage: raise the claim's size in the settings.",
    },
    {
      ...shared,
      name: "ClaimFillsUp",
      severity: "investigation",
      for: "1h",
      expr:
        `${each} (predict_linear(${volume("available_bytes")}[6h], ${fourDays})) < 0 ` +
        `and ${ratio("available_bytes", "capacity_bytes")} < 0.4`,
      when: "a claim that is more than 60 % full will be full in 4 days at the pace of the last 6 hours",
      summary: "{{ $labels.persistentvolumeclaim }} will be full within 4 days",
      description: "Find what grows, or raise the claim's size in the settings before it is urgent.",
    },
    {
      ...shared,
      name: "ClaimInodesLow",
      severity: "P1",
      for: "5m",
      expr: `1 - ${ratio("inodes_free", "inodes")} > 0.85`,
      when: "more than 85 % of a claim's inodes are used",
      summary: "{{ $labels.persistentvolumeclaim }} has used {{ $value | humanizePercentage }} of its inodes",
      description:
        "Without inodes no file can be made, however much space is left. Find what makes so many files, or give the " +
        "claim a larger volume.",
    },
    {
      ...shared,
      name: "VolumeUnhealthy",
      severity: "P1",
      for: "1m",
      expr: `${each} (${volume("health_status_abnormal")}) == 1`,
      when: "the storage driver reports a volume as abnormal, such as after read errors",
      summary: "The volume of {{ $labels.persistentvolumeclaim }} is not healthy",
      description:
        "The driver sees a fault under the volume: reads may fail and data may be lost. Take a backup, then move the " +
        "claim. Only drivers with volume health monitoring report this.",
    },
    {
      ...shared,
      name: "ClaimNotBound",
      severity: "P1",
      for: "15m",
      expr: `${each} (kube_persistentvolumeclaim_status_phase{namespace="${args.namespace}",phase=~"Pending|Lost"}) == 1`,
      when: "a claim has no volume",
      summary: "{{ $labels.persistentvolumeclaim }} has no volume",
      description: "Its pods cannot start. See why no volume is provisioned: StorageClass, quota, zone.",
      needs: [part(args, "kubernetesState")],
    },
  ];
  return { name: "storage", recordings: [], alerts };
}
