import { at, countAt, type JsonObject } from "../json";
import { workloadProblems } from "./problems";
import { failed, ready, waiting, type Condition, type Readiness } from "./readiness";
import { conditionOf, isStatusStale } from "./status";

/** A Deployment is ready when all replicas run the newest template, are available, and no old one is left. */
export const deployment: Condition = { check, explain: workloadProblems };

function check(live: JsonObject): Readiness {
  if (isStatusStale(live)) return waiting("[1/2] waiting for the rollout to start");
  if (at(live, "spec", "paused") === true) return ready;

  const progress = conditionOf(live, "Progressing");
  if (progress.reason === "ProgressDeadlineExceeded")
    return failed(`the rollout made no progress: ${progress.message}`);
  const refused = conditionOf(live, "ReplicaFailure");
  // A refusal for want of quota may pass; a refusal of the template itself never does.
  if (refused.status === "True" && /violates PodSecurity|is invalid/.test(refused.message)) {
    return failed("the cluster refuses its pods");
  }

  const wanted = Number(at(live, "spec", "replicas") ?? 1);
  const updated = countAt(live, "status", "updatedReplicas");
  const available = countAt(live, "status", "availableReplicas");
  const old = countAt(live, "status", "replicas") - updated;
  if (updated < wanted) return waiting(`[1/2] waiting for rollout: ${updated} of ${wanted} replicas updated`);
  if (available < wanted) return waiting(`[1/2] waiting for rollout: ${available} of ${wanted} replicas available`);
  if (old > 0) return waiting(`[2/2] waiting for rollout: ${old} of the old replicas to stop`);
  return ready;
}
