import type { Cluster } from "../cluster";
import { at, countAt, isObject, listAt, textAt, type JsonObject } from "../json";
import { identityOf } from "../objects";
import { conditionOf } from "./status";

/** No more of the same: three pods of a hundred tell the reason. */
const mostReasons = 3;

/** Why a workload's pods are not ready, and what its controller complains about. */
export async function workloadProblems(live: JsonObject, cluster: Cluster): Promise<string[]> {
  const { namespace } = identityOf(live);
  const labels = at(live, "spec", "selector", "matchLabels");
  const pods = isObject(labels)
    ? await cluster.list({ apiVersion: "v1", kind: "Pod", namespace }, { labelSelector: selectorOf(labels) })
    : [];
  const refused = conditionOf(live, "ReplicaFailure");
  const complaints = refused.status === "True" ? [refused.message] : await warningEvents(live, cluster);
  return [...complaints, ...sharedProblems(pods)].slice(0, mostReasons);
}

/** The problems of pods, each once with the pods that have it: the replicas of a workload mostly share theirs. */
function sharedProblems(pods: JsonObject[]): string[] {
  const byProblem = new Map<string, string[]>();
  for (const pod of pods) {
    for (const problem of podProblems(pod)) {
      byProblem.set(problem, [...(byProblem.get(problem) ?? []), textAt(pod, "metadata", "name")]);
    }
  }
  return [...byProblem].map(([problem, [first = "", ...others]]) => {
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    return `pod ${first}${more}: ${problem}`;
  });
}

/** Why a pod is not ready: the scheduler's reason, or each container's; empty for a pod that is. */
export function podProblems(pod: JsonObject): string[] {
  const unscheduled = conditionOf(pod, "PodScheduled");
  if (unscheduled.status === "False") return [`${unscheduled.reason}: ${unscheduled.message}`];
  const containers = [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")];
  const problems = containers.flatMap((container) => {
    const held = at(container, "state", "waiting");
    const ended = at(container, "state", "terminated") ?? at(container, "lastState", "terminated");
    if (container.ready === true || (textAt(ended, "reason") === "Completed" && held === undefined)) return [];
    const parts = [
      textAt(held, "reason"),
      textAt(held, "message"),
      ended === undefined ? "" : `last ended with ${textAt(ended, "reason")}, exit code ${countAt(ended, "exitCode")}`,
    ].filter((part) => part !== "" && part !== "ContainerCreating" && part !== "PodInitializing");
    return parts.length > 0 ? [`container ${textAt(container, "name")}: ${parts.join(": ")}`] : [];
  });
  if (problems.length > 0) return problems;
  const message = textAt(pod, "status", "message");
  return message === "" ? [] : [`${textAt(pod, "status", "reason")}: ${message}`];
}

/** The newest warnings that the cluster's controllers have raised about an object. */
export async function warningEvents(live: JsonObject, cluster: Cluster): Promise<string[]> {
  const { kind, name, namespace } = identityOf(live);
  const uid = textAt(live, "metadata", "uid");
  const events = await cluster.list(
    { apiVersion: "v1", kind: "Event", namespace },
    { fieldSelector: `type=Warning,involvedObject.kind=${kind},involvedObject.name=${name}` },
  );
  const time = (event: JsonObject): string =>
    textAt(event, "lastTimestamp") || textAt(event, "eventTime") || textAt(event, "metadata", "creationTimestamp");
  const texts = events
    .filter((event) => textAt(event, "involvedObject", "uid") === uid)
    .sort((a, b) => time(b).localeCompare(time(a)))
    .map((event) => `${textAt(event, "reason")}: ${textAt(event, "message")}`);
  return [...new Set(texts)].slice(0, mostReasons);
}

/** A label selector as the API takes it in a query. */
export function selectorOf(labels: JsonObject): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : ""}`)
    .join(",");
}
