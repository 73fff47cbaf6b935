import { parseBytes, parseCpu } from "../components/workload/quantity";
import { type KubernetesObject, objectId } from "./kubernetesObject";
import { replicasOf, scalableKinds } from "./replicas";
import type { PodContainer, PodTemplate, StackObjects } from "./stackObjects";

/** What a ResourceQuota can limit, by the names of its `hard`. CPU in thousandths of a core, memory and storage in bytes. */
export const quotaResources = [
  "pods",
  "requests.cpu",
  "limits.cpu",
  "requests.memory",
  "limits.memory",
  "persistentvolumeclaims",
  "requests.storage",
] as const;

export type QuotaResource = (typeof quotaResources)[number];

/**
 * A quantity of a resource of a quota.
 *
 * @throws Error that names the object if the text is no quantity: what cannot be added up has not passed.
 */
export function amount(resource: string, quantity: string | number, object: KubernetesObject): number {
  const text = String(quantity);
  const value = resource.endsWith(".cpu") ? parseCpu(text) : parseBytes(text);
  if (value === undefined) throw new Error(`${objectId(object)}: ${resource} is "${text}", which is no quantity of it`);
  return value;
}

/** The most that the pods and claims of a namespace take of its quota. */
export function demandOf(namespace: string, stack: StackObjects): Readonly<Record<QuotaResource, number>> {
  const pods = stack
    .podTemplates()
    .filter((template) => template.namespace === namespace)
    .map((template) => ({ template, count: podsAtMost(template.object, stack) }));
  const claims = claimsOf(namespace, stack);
  const total = (resource: QuotaResource) =>
    pods.reduce((sum, { template, count }) => sum + count * podTakes(template, resource), 0);
  return {
    pods: pods.reduce((sum, { count }) => sum + count, 0),
    "requests.cpu": total("requests.cpu"),
    "limits.cpu": total("limits.cpu"),
    "requests.memory": total("requests.memory"),
    "limits.memory": total("limits.memory"),
    persistentvolumeclaims: claims.reduce((sum, { count }) => sum + count, 0),
    "requests.storage": claims.reduce((sum, { count, bytes }) => sum + count * bytes, 0),
  };
}

/**
 * Pods of a workload at once. In a rolling update the surge counts twice, because a replaced pod counts until it has
 * ended while its successor's successor already starts. The pods of a DaemonSet are as many as nodes, which is not
 * known: at least one.
 */
function podsAtMost(workload: KubernetesObject, stack: StackObjects): number {
  if (scalableKinds.includes(workload.kind)) {
    const { maximum } = replicasOf(workload, stack);
    return maximum + (workload.kind === "Deployment" ? 2 * surgeOf(workload, maximum) : 0);
  }
  const spec = (workload.kind === "CronJob" ? jobOf(workload) : workload.spec) as { parallelism?: number } | undefined;
  return spec?.parallelism ?? 1;
}

function jobOf({ spec }: KubernetesObject): unknown {
  return (spec as { jobTemplate?: { spec?: unknown } } | undefined)?.jobTemplate?.spec;
}

function surgeOf({ spec }: KubernetesObject, replicas: number): number {
  const { strategy } = (spec ?? {}) as {
    strategy?: { type?: string; rollingUpdate?: { maxSurge?: number | string } };
  };
  if (strategy?.type === "Recreate") return 0;
  const surge = strategy?.rollingUpdate?.maxSurge ?? "25%";
  return typeof surge === "number" ? surge : Math.ceil((Number.parseInt(surge, 10) * replicas) / 100);
}

/**
 * What one pod takes: its containers and sidecars together, or an init container that needs more. A container without a
 * size takes nothing here; there is another rule that it has one.
 */
function podTakes({ object, spec }: PodTemplate, resource: QuotaResource): number {
  const [kind, name] = resource.split(".") as ["requests" | "limits", string];
  const takes = ({ resources }: PodContainer) => {
    // The API server takes a limit for a request that is not stated.
    return amount(resource, resources?.[kind]?.[name] ?? resources?.limits?.[name] ?? "0", object);
  };
  const started = spec.initContainers ?? [];
  const sidecars = started.filter(({ restartPolicy }) => restartPolicy === "Always");
  const running = [...sidecars, ...(spec.containers ?? [])].reduce((sum, container) => sum + takes(container), 0);
  return Math.max(running, ...started.map(takes));
}

interface ClaimSpec {
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

function claimsOf(namespace: string, stack: StackObjects): readonly { count: number; bytes: number }[] {
  const own = (kind: string) => stack.ofKind(kind).filter(({ metadata }) => (metadata.namespace ?? "") === namespace);
  const bytes = (spec: ClaimSpec, object: KubernetesObject) =>
    amount("requests.storage", spec.resources?.requests?.storage ?? "0", object);
  return [
    ...own("PersistentVolumeClaim").map((claim) => ({
      count: 1,
      bytes: bytes((claim.spec ?? {}) as ClaimSpec, claim),
    })),
    ...own("StatefulSet").flatMap((object) => {
      const { volumeClaimTemplates } = (object.spec ?? {}) as { volumeClaimTemplates?: { spec?: ClaimSpec }[] };
      const count = replicasOf(object, stack).maximum;
      return (volumeClaimTemplates ?? []).map(({ spec }) => ({ count, bytes: bytes(spec ?? {}, object) }));
    }),
  ];
}
