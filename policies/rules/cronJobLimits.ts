import { every, within } from "../clause";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

export const cronJobLimits: ObjectRule = {
  id: "cronjob-limits",
  title: "CronJobs never run twice at a time and keep few finished Jobs",
  checklist: "operations",
  severity: "medium",
  frameworks: [],
  target: objects("CronJob"),
  field: "spec",
  ...every(
    {
      valid: "object.spec.?concurrencyPolicy.orValue('Allow') != 'Allow'",
      problem: "'concurrencyPolicy is Allow, not Forbid or Replace'",
    },
    within("object.spec", "successfulJobsHistoryLimit", 0, 3, 3),
    // Of a failure at least the last Job stays, or nobody can read why it failed.
    within("object.spec", "failedJobsHistoryLimit", 1, 5, 1),
  ),
  remedy: "Set it in the specification of the CronJob.",
};
