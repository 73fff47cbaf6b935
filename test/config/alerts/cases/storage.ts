import type { AlertCase, Series } from "../alertCase";

const labels = { namespace: "engine", persistentvolumeclaim: "redis-data" };
const claim = 'namespace="engine",persistentvolumeclaim="redis-data"';
const volume = (values: Readonly<Record<string, string>>, node = "n1"): Series =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`kubelet_volume_stats_${name}{${claim},node="${node}"}`, value]),
  );
const phase = (value: string, name: string): Series => ({
  [`kube_persistentvolumeclaim_status_phase{${claim},phase="${name}"}`]: value,
});

export const storageCases: readonly AlertCase[] = [
  {
    alert: "DiskSpaceLow",
    fires: {
      "86 %": { series: volume({ available_bytes: "100x7 14", capacity_bytes: "100" }), from: "2m", labels },
      "seen by two nodes": {
        series: {
          ...volume({ available_bytes: "14", capacity_bytes: "100" }),
          ...volume({ available_bytes: "14", capacity_bytes: "100" }, "n2"),
        },
        labels,
      },
    },
    quiet: {
      below: volume({ available_bytes: "15.1", capacity_bytes: "100" }),
      missing: volume({ available_bytes: "14" }),
      "no capacity": volume({ available_bytes: "0", capacity_bytes: "0" }),
      "another namespace": {
        'kubelet_volume_stats_available_bytes{namespace="else",persistentvolumeclaim="c"}': "1",
        'kubelet_volume_stats_capacity_bytes{namespace="else",persistentvolumeclaim="c"}': "100",
      },
    },
  },
  {
    alert: "ClaimFillsUp",
    step: "5m",
    // 4 days are 1152 steps.
    fires: {
      "39 left, 35 of them in 4 days and more": {
        series: volume({ available_bytes: "39-0.05", capacity_bytes: "100" }),
        from: "5m",
        labels,
      },
    },
    quiet: {
      below: volume({ available_bytes: "39-0.03", capacity_bytes: "100" }),
      missing: volume({ available_bytes: "39-0.05" }),
      "still more than 40 % left": volume({ available_bytes: "45-0.05", capacity_bytes: "100" }),
      "being emptied": volume({ available_bytes: "20+0.05", capacity_bytes: "100" }),
    },
  },
  {
    alert: "ClaimInodesLow",
    fires: { "86 %": { series: volume({ inodes_free: "14", inodes: "100" }), labels } },
    quiet: {
      below: volume({ inodes_free: "15.1", inodes: "100" }),
      missing: volume({ inodes_free: "14" }),
      "a file system without a limit": volume({ inodes_free: "0", inodes: "0" }),
    },
  },
  {
    alert: "VolumeUnhealthy",
    fires: { abnormal: { series: volume({ health_status_abnormal: "1" }), labels } },
    quiet: { below: volume({ health_status_abnormal: "0" }), missing: {} },
  },
  {
    alert: "ClaimNotBound",
    fires: {
      pending: { series: { ...phase("1", "Pending"), ...phase("0", "Bound") }, labels },
      lost: { series: phase("1", "Lost"), labels },
    },
    quiet: { below: { ...phase("0", "Pending"), ...phase("1", "Bound") }, missing: {} },
  },
];
