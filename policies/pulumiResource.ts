import type { KubernetesObject } from "./kubernetesObject";

/** `kubernetes:<group and version>:<Kind>`, such as `kubernetes:apps/v1:Deployment`. */
const kubernetesType = /^kubernetes:(?:core\/)?([a-z0-9.-]+\/v\w+|v\w+):([A-Z]\w*)$/;

/** What the provider has beside the API: charts and folders of manifests, whose objects are resources of their own or unseen. */
const notAnApi = /^(?:helm\.sh|yaml|kustomize)\//;

/**
 * The Kubernetes object that a Pulumi resource declares; undefined for what is no single object: other providers, charts,
 * lists and patches.
 *
 * @param type Type token of the resource.
 * @param properties Its inputs or outputs. Values that a preview does not know yet throw when they are read, here as there.
 */
export function objectOf(type: string, properties: Readonly<Record<string, unknown>>): KubernetesObject | undefined {
  const [, apiVersion = "", kind = ""] = kubernetesType.exec(type) ?? [];
  if (kind === "" || /(?:List|Patch)$/.test(kind) || notAnApi.test(apiVersion)) return undefined;
  const object = copy(properties) as Record<string, unknown>;
  // Not by spreading, which would read every field.
  return Object.assign(object, { apiVersion, kind, metadata: object.metadata ?? {} });
}

/**
 * Writes into a resource's properties what a changed copy of its object has otherwise, and nothing else: what is secret
 * or not known yet stays so.
 */
export function writeChanges(properties: unknown, object: unknown, changed: unknown): void {
  const [target, before, after] = [properties, object, changed] as Record<string, unknown>[];
  for (const [key, field] of Object.entries(Object.getOwnPropertyDescriptors(after))) {
    const value: unknown = field.value;
    if (field.get !== undefined || value === before[key]) continue;
    if (haveSameShape(value, before[key])) writeChanges(target[key], before[key], value);
    else target[key] = value;
  }
}

/** Whether two values differ at most within their fields or elements. */
function haveSameShape(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length;
  }
  return typeof one === "object" && typeof other === "object" && one !== null && other !== null;
}

/** A plain copy. A field whose reading fails, because its value is unknown, fails in the copy when a rule reads it. */
function copy(value: unknown): unknown {
  // Not by `map`, which asks Pulumi's proxy of an array for more than it can give.
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => copy(value[index]));
  if (typeof value !== "object" || value === null) return value;
  const copied: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    try {
      copied[key] = copy((value as Record<string, unknown>)[key]);
    } catch (unknown) {
      Object.defineProperty(copied, key, {
        enumerable: true,
        get: () => {
          throw unknown;
        },
      });
    }
  }
  return copied;
}
