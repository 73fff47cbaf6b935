import { DurationSeconds, NoUnit } from "@grafana/grafana-foundation-sdk/units";
import type { DashboardContent } from "./dashboard";
import type { DashboardScope } from "./scope";

/** The CronJobs that back up, and what became of them. */
export function backupsDashboard({ namespace, backupMaxAgeSeconds }: DashboardScope): DashboardContent {
  const cronJobs = `{namespace="${namespace}",cronjob=~"backup-.*"}`;
  const jobs = `namespace="${namespace}",job_name=~"backup-.*"`;
  const latest = (metric: string) => `max by (cronjob) (kube_cronjob_${metric}${cronJobs})`;
  return {
    uid: "backups",
    title: "Backups",
    description: "Age, failures and duration of the backups.",
    since: "7d",
    refresh: "5m",
    sections: [
      {
        title: "Now",
        panels: [
          {
            title: "Age of the last good backup",
            description: `Time since each backup last succeeded. Stale above ${backupMaxAgeSeconds / 3600} hours.`,
            unit: DurationSeconds,
            numbers: true,
            limit: { value: backupMaxAgeSeconds },
            queries: [{ expression: `time() - ${latest("status_last_successful_time")}`, legend: "{{cronjob}}" }],
          },
          {
            title: "Until the next backup",
            description: "Time until each backup starts next.",
            unit: DurationSeconds,
            numbers: true,
            queries: [{ expression: `${latest("next_schedule_time")} - time()`, legend: "{{cronjob}}" }],
          },
          {
            title: "Running",
            description: "Backups that run at this moment.",
            unit: NoUnit,
            numbers: true,
            queries: [{ expression: latest("status_active"), legend: "{{cronjob}}" }],
          },
          {
            title: "Suspended",
            description: "Backups that somebody has stopped.",
            unit: NoUnit,
            numbers: true,
            words: { 0: "no", 1: "yes" },
            limit: { value: 1 },
            queries: [{ expression: latest("spec_suspend"), legend: "{{cronjob}}" }],
          },
        ],
      },
      {
        title: "Past runs",
        panels: [
          {
            title: "Failed runs",
            description: "Jobs that have failed and are still kept. `kubectl logs job/NAME` says why.",
            unit: NoUnit,
            limit: { value: 1 },
            queries: [
              {
                expression: `max by (job_name) (kube_job_failed{${jobs},condition="true"})`,
                legend: "{{job_name}}",
              },
            ],
          },
          {
            title: "Duration",
            description: "How long each finished run took. One that is much shorter than before may be empty.",
            unit: DurationSeconds,
            queries: [
              {
                expression:
                  `max by (job_name) (kube_job_status_completion_time{${jobs}}) - ` +
                  `max by (job_name) (kube_job_status_start_time{${jobs}})`,
                legend: "{{job_name}}",
              },
            ],
          },
          {
            title: "Age of the last good backup",
            description: "A saw: every success brings it back to 0.",
            unit: DurationSeconds,
            limit: { value: backupMaxAgeSeconds },
            queries: [{ expression: `time() - ${latest("status_last_successful_time")}`, legend: "{{cronjob}}" }],
          },
        ],
      },
    ],
  };
}
