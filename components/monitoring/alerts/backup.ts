import type { Alert, Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { answers } from "./liveness";
import { added } from "./runbook";

/** Backups, the CronJobs named `backup-...`, as kube-state-metrics sees them. */
export function backup(args: AlertArgs): Subject {
  const cronjobs = (name: string) => `kube_cronjob_${name}{namespace="${args.namespace}",cronjob=~"backup-.*"}`;
  const age = (since: string) => `time() - max by (namespace, cronjob) (${since}) > ${args.backupMaxAgeSeconds}`;
  const shared = {
    runbook: added.backup,
    dashboard: "backups",
    needs: [part(args, "backups"), part(args, "kubernetesState")],
  } as const;
  const alerts: Alert[] = [
    {
      ...shared,
      name: "BackupStale",
      severity: "P1",
      for: "15m",
      // One that never succeeded is as old as its CronJob.
      expr:
        `${age(cronjobs("status_last_successful_time"))} or ` +
        `(${age(cronjobs("created"))} unless on (namespace, cronjob) ${cronjobs("status_last_successful_time")})`,
      when: "the newest success of a backup is too old, or there never was one",
      summary: "{{ $labels.cronjob }} succeeded {{ $value | humanizeDuration }} ago, or never",
      description: "What was written since would be lost. See why its Jobs fail or do not start, and run one by hand.",
    },
    {
      ...shared,
      name: "BackupMissing",
      severity: "P1",
      for: "15m",
      // While kube-state-metrics is away itself, nothing is known.
      expr: `absent(${cronjobs("created")}) and on () ${answers("kube-state-metrics")}`,
      when: "there is no CronJob of a backup",
      summary: "Nothing is backed up",
      description: "The CronJobs of the backups are gone. Deploy the stack again.",
    },
    {
      ...shared,
      name: "BackupFailed",
      severity: "P1",
      for: "0s",
      expr:
        `max by (namespace, job_name) (kube_job_failed{namespace="${args.namespace}",` +
        `job_name=~"backup-.*",condition="true"}) == 1`,
      when: "a Job of a backup failed",
      summary: "{{ $labels.job_name }} failed",
      description: "The next run may succeed; find out before it. The Job's log says what failed.",
    },
    {
      ...shared,
      name: "BackupSuspended",
      severity: "investigation",
      for: "4h",
      expr: `max by (namespace, cronjob) (${cronjobs("spec_suspend")}) == 1`,
      when: "a backup is suspended for longer than a maintenance window",
      summary: "{{ $labels.cronjob }} is suspended",
      description: "Somebody stopped it, perhaps for a restore, and did not start it again.",
    },
  ];
  return { name: "backup", recordings: [], alerts };
}
