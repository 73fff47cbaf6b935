import { formatBytes, formatCpu } from "../../components/workload/quantity";
import { cis, kubescape } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import { amount, demandOf, type QuotaResource, quotaResources } from "../podDemand";
import type { Finding, StackRule } from "../rule";
import type { StackObjects } from "../stackObjects";

export const quotaRoom: StackRule = {
  id: "quota-room",
  title: "Every namespace that has pods has a ResourceQuota that holds their maximum",
  checklist: "operations",
  severity: "high",
  frameworks: [kubescape("C-0004"), cis("5.7.1")],
  remedy: "Give the quota what all workloads take with their replicas at the maximum, during a rolling update.",
  check: (stack) => [...stack.namespacesWithPods()].flatMap(([namespace, object]) => tight(namespace, object, stack)),
};

function tight(namespace: string, object: KubernetesObject, stack: StackObjects): readonly Finding[] {
  const quotas = stack
    .ofKind("ResourceQuota")
    // A quota with a scope is about some pods only.
    .filter((quota) => (quota.metadata.namespace ?? "") === namespace && scopesOf(quota) === 0);
  if (quotas.length === 0) {
    return [
      { object, field: "metadata.name", problem: `namespace ${namespace} has no ResourceQuota for all of its pods` },
    ];
  }
  const demand = demandOf(namespace, stack);
  return quotas.flatMap((quota) => {
    const { hard } = (quota.spec ?? {}) as { hard?: Readonly<Partial<Record<string, string>>> };
    return quotaResources.flatMap((resource) => {
      const stated = hard?.[resource];
      if (stated === undefined || amount(resource, stated, quota) >= demand[resource]) return [];
      const problem = `${stated} is less than ${format(resource, demand[resource])}, which the namespace can need`;
      return [{ object: quota, field: `spec.hard["${resource}"]`, problem }];
    });
  });
}

function scopesOf({ spec }: KubernetesObject): number {
  const { scopes, scopeSelector } = (spec ?? {}) as { scopes?: unknown[]; scopeSelector?: object };
  return (scopes ?? []).length + (scopeSelector ? 1 : 0);
}

function format(resource: QuotaResource, value: number): string {
  if (resource.endsWith(".cpu")) return formatCpu(value);
  return resource.includes(".") ? formatBytes(value) : String(value);
}
