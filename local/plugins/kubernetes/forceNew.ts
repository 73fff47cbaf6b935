import type { Step, JsonObject } from "./json";
import { groupKindOf, identityOf } from "./objects";
import type { ProviderSettings } from "./settings";

/**
 * Fields whose change replaces the object, by kind: what the genuine provider (4.34) lists. Everything below a field
 * counts as the field; `*` stands for any list index. A leading `!` takes a field out again.
 */
const byKind: Record<string, string[]> = {
  "DaemonSet.apps": ["spec.selector"],
  "Deployment.apps": ["spec.selector"],
  "ReplicaSet.apps": ["spec.selector"],
  "StatefulSet.apps": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "Job.batch": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolumeClaim: ["spec", "!spec.resources.requests"],
  PersistentVolume: [
    "spec",
    "!spec.accessModes",
    "!spec.capacity",
    "!spec.claimRef",
    "!spec.mountOptions",
    "!spec.persistentVolumeReclaimPolicy",
    "!spec.storageClassName",
  ],
  Pod: [
    "spec",
    "!spec.activeDeadlineSeconds",
    "!spec.tolerations",
    "!spec.containers.*.image",
    "!spec.initContainers.*.image",
  ],
  ResourceQuota: ["spec.scopes"],
  Secret: ["type"],
  Service: ["spec.clusterIP"],
  "ClusterRoleBinding.rbac.authorization.k8s.io": ["roleRef"],
  "RoleBinding.rbac.authorization.k8s.io": ["roleRef"],
  "StorageClass.storage.k8s.io": ["parameters", "provisioner"],
};

const identity = ["kind", "metadata.name", "metadata.namespace"];

/** Whether the change of a field replaces the object, as far as that is known without asking the API server. */
export function forcesReplacement(
  path: readonly Step[],
  inputs: JsonObject,
  { configMapMutable, secretMutable }: Pick<ProviderSettings, "configMapMutable" | "secretMutable">,
): boolean {
  const groupKind = groupKindOf(identityOf(inputs));
  const rules = [...identity, ...(byKind[groupKind] ?? [])];
  const frozen = inputs.immutable === true;
  if (groupKind === "Secret" && (frozen || !secretMutable)) rules.push("data");
  if (groupKind === "ConfigMap" && (frozen || !configMapMutable)) rules.push("data", "binaryData");
  const hit = (rule: string): boolean => rule.split(".").every((part, i) => covers(part, path[i]));
  return (
    rules.some((rule) => !rule.startsWith("!") && hit(rule)) &&
    !rules.some((rule) => rule.startsWith("!") && hit(rule.slice(1)))
  );
}

function covers(part: string, step: Step | undefined): boolean {
  return part === "*" ? typeof step === "number" : part === step;
}
