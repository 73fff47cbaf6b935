import { every, within } from "../clause";
import { kubeLinter } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

const job = "(object.kind == 'Job' ? object.spec : object.spec.jobTemplate.spec)";

const day = 24 * 60 * 60;

export const jobLimits: ObjectRule = {
  id: "job-limits",
  title: "Jobs end, fail and are cleaned up within limits",
  checklist: "operations",
  severity: "medium",
  frameworks: [kubeLinter("job-ttl-seconds-after-finished")],
  target: objects("Job", "CronJob"),
  field: "spec",
  // The API server's default of 6 retries, each with double the wait, keeps a broken Job busy for ten minutes and more.
  ...every(
    within(job, "activeDeadlineSeconds", 1, day),
    within(job, "backoffLimit", 0, 3, 6),
    within(job, "ttlSecondsAfterFinished", 0, 7 * day),
  ),
  remedy: "Set it in the specification of the Job (of a CronJob: spec.jobTemplate.spec).",
};
