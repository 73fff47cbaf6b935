import { every, within } from "../clause";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

export const rolloutLimits: ObjectRule = {
  id: "rollout-limits",
  title: "Rollouts keep few old revisions and are reported as failed in time",
  checklist: "operations",
  severity: "low",
  frameworks: [],
  target: objects("Deployment", "StatefulSet", "DaemonSet"),
  field: "spec",
  ...every(
    // One at least: `kubectl rollout undo` needs the revision before.
    within("object.spec", "revisionHistoryLimit", 1, 5, 10),
    // Only Deployments have the field; the others count as having its default.
    within("object.spec", "progressDeadlineSeconds", 1, 900, 600),
  ),
  remedy: "Set it in the specification of the workload.",
};
