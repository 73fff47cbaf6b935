import type { PodArgs, WorkloadArgs } from "./args";
import { parseBytes, parseCpu } from "./quantity";

/** What pods take of a namespace's quota: CPU in thousandths of a core, memory in bytes. */
export interface Footprint {
  readonly pods: number;
  readonly cpuRequests: number;
  readonly cpuLimits: number;
  readonly memoryRequests: number;
  readonly memoryLimits: number;
}

/** Pods that a rolling update starts beyond the replicas. */
export const maxSurge = 1;

/** Whether a workload must stop its pod before it starts the next: its claim can be mounted once only. */
export function isSingleton(args: WorkloadArgs): boolean {
  return args.mounts.some((mount) => mount.claim !== undefined);
}

/** Whether an autoscaler decides the number of a workload's replicas. */
export function isAutoscaled({ replicas }: WorkloadArgs): boolean {
  return replicas.cpuUtilization !== undefined || replicas.memoryUtilization !== undefined;
}

/**
 * Pods of a workload that the quota must hold at once: its replicas at most and, in a rolling update, the surge twice,
 * because a replaced pod counts until it has ended while its successor's successor already starts.
 */
export function podsAtMost(args: WorkloadArgs): number {
  return args.replicas.maximum + (isSingleton(args) ? 0 : 2 * maxSurge);
}

/** The most that a workload takes of its namespace's quota. */
export function footprintOf(args: WorkloadArgs): Footprint {
  return scale(podFootprint(args), podsAtMost(args));
}

/** What one pod takes of its namespace's quota: a Job's, which counts until it has ended. */
export function podFootprint({ resources }: PodArgs): Footprint {
  return {
    pods: 1,
    cpuRequests: parseCpu(resources.cpuRequest) ?? NaN,
    cpuLimits: parseCpu(resources.cpuLimit) ?? NaN,
    memoryRequests: parseBytes(resources.memoryRequest) ?? NaN,
    memoryLimits: parseBytes(resources.memoryLimit) ?? NaN,
  };
}

/** So many times a footprint. */
export function scale(footprint: Footprint, times: number): Footprint {
  return combine([footprint], (values) => values[0] * times);
}

/** Footprints together. */
export function sum(footprints: readonly Footprint[]): Footprint {
  return combine(footprints, (values) => values.reduce((total, value) => total + value, 0));
}

function combine(footprints: readonly Footprint[], by: (values: number[]) => number): Footprint {
  const of = (dimension: keyof Footprint) => by(footprints.map((footprint) => footprint[dimension]));
  return {
    pods: of("pods"),
    cpuRequests: of("cpuRequests"),
    cpuLimits: of("cpuLimits"),
    memoryRequests: of("memoryRequests"),
    memoryLimits: of("memoryLimits"),
  };
}
