import { type Footprint, scale, sum } from "../workload/footprint";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../workload/quantity";

/** Requests and limits of a container that states none (LimitRange), the size of a Job or a debugging pod. */
export const containerDefaults = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { cpu: "500m", memory: "512Mi" },
} as const;

/** What a namespace's quota must hold. */
export interface QuotaDemand {
  /** The most that each workload takes: replicas at their maximum, and the surge of a rolling update. */
  readonly workloads: readonly Footprint[];
  /** Pods of default size beside the workloads: Jobs, debugging. */
  readonly extraPods: number;
  /** Sizes of the namespace's claims. */
  readonly claims: readonly string[];
}

/** The hard limits of the ResourceQuota: the demand, to the last millicore, and no Service that leaves the cluster. */
export function quotaFor(demand: QuotaDemand): Record<string, string> {
  const total = sum([...demand.workloads, scale(defaultPod, demand.extraPods)]);
  return {
    pods: String(total.pods),
    "requests.cpu": formatCpu(total.cpuRequests),
    "limits.cpu": formatCpu(total.cpuLimits),
    "requests.memory": formatBytes(total.memoryRequests),
    "limits.memory": formatBytes(total.memoryLimits),
    persistentvolumeclaims: String(demand.claims.length),
    "requests.storage": formatBytes(demand.claims.reduce((bytes, claim) => bytes + (parseBytes(claim) ?? NaN), 0)),
    "services.nodeports": "0",
    "services.loadbalancers": "0",
  };
}

const defaultPod: Footprint = {
  pods: 1,
  cpuRequests: parseCpu(containerDefaults.requests.cpu) ?? NaN,
  cpuLimits: parseCpu(containerDefaults.limits.cpu) ?? NaN,
  memoryRequests: parseBytes(containerDefaults.requests.memory) ?? NaN,
  memoryLimits: parseBytes(containerDefaults.limits.memory) ?? NaN,
};
