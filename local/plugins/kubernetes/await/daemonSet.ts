import { countAt, type JsonObject } from "../json";
import { workloadProblems } from "./problems";
import { ready, waiting, type Condition, type Readiness } from "./readiness";
import { isStatusStale } from "./status";

/** A DaemonSet is ready when its newest pod is available on every node that it is meant for. */
export const daemonSet: Condition = { check, explain: workloadProblems };

function check(live: JsonObject): Readiness {
  if (isStatusStale(live)) return waiting("[1/2] waiting for the rollout to start");
  const nodes = countAt(live, "status", "desiredNumberScheduled");
  const updated = countAt(live, "status", "updatedNumberScheduled");
  const available = countAt(live, "status", "numberAvailable");
  if (updated < nodes) return waiting(`[1/2] waiting for rollout: updated on ${updated} of ${nodes} nodes`);
  if (available < nodes) return waiting(`[2/2] waiting for rollout: available on ${available} of ${nodes} nodes`);
  return ready;
}
