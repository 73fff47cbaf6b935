import { textAt, type JsonObject } from "../json";
import { podProblems } from "./problems";
import { failed, ready, waiting, type Condition, type Readiness } from "./readiness";
import { conditionOf } from "./status";

/** A Pod is ready when its Ready condition says so, or when it has done its work. */
export const pod: Condition = { check, explain: (live) => Promise.resolve(podProblems(live)) };

function check(live: JsonObject): Readiness {
  const phase = textAt(live, "status", "phase");
  if (phase === "Succeeded" || conditionOf(live, "Ready").status === "True") return ready;
  if (phase === "Failed") return failed("a container ended in error");
  return waiting(`waiting for the Pod: ${phase || "Pending"}`);
}
