import { countAt, listAt, textAt, type JsonObject } from "../json";

export interface StatusCondition {
  status: string;
  reason: string;
  message: string;
}

/** A condition of an object's status by type; all fields empty when there is none. */
export function conditionOf(live: JsonObject, type: string): StatusCondition {
  const found = listAt(live, "status", "conditions").find((condition) => condition.type === type);
  return { status: textAt(found, "status"), reason: textAt(found, "reason"), message: textAt(found, "message") };
}

/** Whether the controller has not looked at the newest spec yet: its status then speaks of the old one. */
export function isStatusStale(live: JsonObject): boolean {
  return countAt(live, "status", "observedGeneration") < countAt(live, "metadata", "generation");
}
