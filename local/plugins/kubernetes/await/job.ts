import { at, countAt, type JsonObject } from "../json";
import { workloadProblems } from "./problems";
import { failed, ready, waiting, type Condition, type Readiness } from "./readiness";
import { conditionOf } from "./status";

/** A Job is ready when it has completed. One that has failed stays failed. */
export const job: Condition = { check, explain: workloadProblems };

function check(live: JsonObject): Readiness {
  if (conditionOf(live, "Complete").status === "True" || at(live, "spec", "suspend") === true) return ready;
  const failure = conditionOf(live, "Failed");
  if (failure.status === "True") return failed(`${failure.reason}: ${failure.message}`);
  const wanted = Number(at(live, "spec", "completions") ?? 1);
  return waiting(`waiting for the Job: ${countAt(live, "status", "succeeded")} of ${wanted} completed`);
}
