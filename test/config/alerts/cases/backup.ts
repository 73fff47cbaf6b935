import type { AlertCase, Series } from "../alertCase";

const labels = { namespace: "engine", cronjob: "backup-persistent-data" };
const cronjob = (values: Readonly<Record<string, string>>, name = "backup-persistent-data"): Series =>
  Object.fromEntries(
    Object.entries(values).map(([metric, value]) => [
      `kube_cronjob_${metric}{namespace="engine",cronjob="${name}"}`,
      value,
    ]),
  );
const job = (name: string, value: string): Series => ({
  [`kube_job_failed{namespace="engine",job_name="${name}",condition="true"}`]: value,
});
const state = (value: string): Series => ({ 'up{job="kube-state-metrics"}': value });

export const backupCases: readonly AlertCase[] = [
  {
    alert: "BackupStale",
    // Time begins at 0: what happened at -93600 is 26 hours old then.
    fires: {
      "26 hours since the last": {
        series: cronjob({ created: "-900000", status_last_successful_time: "-93600" }),
        from: "15s",
        labels,
      },
      "never succeeded": { series: cronjob({ created: "-93600" }), from: "15s", labels },
    },
    quiet: {
      below: cronjob({ created: "-900000", status_last_successful_time: "-90000" }),
      missing: {},
      "new, and not yet run": cronjob({ created: "0" }),
      "no backup": {
        ...cronjob({ created: "-93600" }, "a"),
        ...cronjob({ status_last_successful_time: "-93600" }, "b"),
      },
    },
  },
  {
    alert: "BackupMissing",
    fires: {
      "no CronJob": { series: state("1"), labels: { namespace: "engine" } },
      "only another CronJob": {
        series: { ...state("1"), ...cronjob({ created: "1" }, "image-scan") },
        labels: { namespace: "engine" },
      },
      "it vanishes": {
        series: { ...state("1"), ...cronjob({ created: "1x7 stale" }) },
        from: "2m",
        labels: { namespace: "engine" },
      },
    },
    quiet: {
      below: { ...state("1"), ...cronjob({ created: "1" }) },
      missing: {},
      "kube-state-metrics is down": { ...state("0"), 'up{job="prometheus"}': "1" },
    },
  },
  {
    alert: "BackupFailed",
    fires: {
      "a failed Job": {
        series: job("backup-redis-1", "1"),
        labels: { namespace: "engine", job_name: "backup-redis-1" },
      },
    },
    quiet: {
      below: job("backup-redis-1", "0"),
      missing: {},
      "another Job": job("image-scan-1", "1"),
      "one that has not failed": { 'kube_job_failed{namespace="engine",job_name="backup-1",condition="false"}': "1" },
    },
  },
  {
    alert: "BackupSuspended",
    step: "1m",
    fires: { suspended: { series: cronjob({ spec_suspend: "1" }), labels } },
    quiet: {
      below: cronjob({ spec_suspend: "0" }),
      missing: {},
      "no backup": cronjob({ spec_suspend: "1" }, "image-scan"),
      "for a maintenance window": cronjob({ spec_suspend: "1x238 0" }),
    },
  },
];
