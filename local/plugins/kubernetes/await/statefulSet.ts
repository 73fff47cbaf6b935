import { at, countAt, textAt, type JsonObject } from "../json";
import { workloadProblems } from "./problems";
import { ready, waiting, type Condition, type Readiness } from "./readiness";
import { isStatusStale } from "./status";

/** A StatefulSet is ready when all replicas run the newest revision and are ready. */
export const statefulSet: Condition = { check, explain: workloadProblems };

function check(live: JsonObject): Readiness {
  if (isStatusStale(live)) return waiting("[1/2] waiting for the rollout to start");
  const wanted = Number(at(live, "spec", "replicas") ?? 1);
  const partition = countAt(live, "spec", "updateStrategy", "rollingUpdate", "partition");
  const updated = countAt(live, "status", "updatedReplicas");
  const readyNow = countAt(live, "status", "readyReplicas");
  // With OnDelete the pods are replaced by whoever deletes them.
  const toUpdate = textAt(live, "spec", "updateStrategy", "type") === "OnDelete" ? 0 : Math.max(wanted - partition, 0);
  const done = textAt(live, "status", "currentRevision") === textAt(live, "status", "updateRevision");
  if (!done && updated < toUpdate)
    return waiting(`[1/2] waiting for rollout: ${updated} of ${toUpdate} replicas updated`);
  if (readyNow < wanted) return waiting(`[2/2] waiting for rollout: ${readyNow} of ${wanted} replicas ready`);
  return ready;
}
