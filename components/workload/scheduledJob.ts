import { CronJob } from "@pulumi/kubernetes/batch/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { ScheduledJobArgs } from "./args";
import { jobPodTemplate, labelsOf } from "./podTemplate";

/** Seconds for which a finished Job can be looked at: long enough for the one of Friday night on Monday. */
const keptSeconds = 7 * 24 * 60 * 60;

/** A CronJob of hardened pods with a ServiceAccount of its own. Its runs never overlap. */
export class ScheduledJob extends ComponentResource {
  constructor(name: string, args: ScheduledJobArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:workload:ScheduledJob", name, {}, opts);
    const { application, namespace, annotations, finalExitCodes } = args;
    const labels = labelsOf(application);
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata: { name: application, namespace, labels }, automountServiceAccountToken: false },
      { parent: this },
    );
    new CronJob(
      `${name}-cronjob`,
      {
        metadata: { name: application, namespace, labels, ...(annotations ? { annotations: { ...annotations } } : {}) },
        spec: {
          schedule: args.schedule,
          timeZone: "Etc/UTC",
          concurrencyPolicy: "Forbid",
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            metadata: { labels },
            spec: {
              activeDeadlineSeconds: args.deadlineSeconds,
              backoffLimit: args.retries,
              ttlSecondsAfterFinished: keptSeconds,
              podFailurePolicy: {
                rules: [
                  ...(finalExitCodes ? [failAt(application, finalExitCodes)] : []),
                  // A drained node is no failure of the Job.
                  { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
                ],
              },
              template: jobPodTemplate(args),
            },
          },
        },
      },
      { parent: this, dependsOn: [account] },
    );
    this.registerOutputs({});
  }
}

function failAt(containerName: string, codes: readonly number[]) {
  return { action: "FailJob", onExitCodes: { containerName, operator: "In", values: [...codes] } };
}
