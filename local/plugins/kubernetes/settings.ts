import { textAt, type JsonObject } from "./json";
import type { KubeconfigChoice } from "./kubeconfig";
import { hasUnknown } from "./structs";

/** The provider's own configuration, as far as the stand-in honours it; all else is accepted and has no effect. */
export interface ProviderSettings extends KubeconfigChoice {
  /** Namespace of objects that name none. Default: the kubeconfig context's. */
  namespace?: string;
  /** Update a ConfigMap's data in place instead of replacing the object. Default false. */
  configMapMutable: boolean;
  /** Update a Secret's data in place instead of replacing the object. Default false. */
  secretMutable: boolean;
  /** Take over fields that other managers own, for every object. Default false. */
  patchForce: boolean;
  /** Forget objects of a cluster that cannot be reached. Default false. */
  deleteUnreachable: boolean;
  /** Keep the recorded state of objects of a cluster that cannot be reached. Default false. */
  skipUpdateUnreachable: boolean;
  /** The cluster itself is not known yet: a preview that also creates the cluster. */
  clusterUnknown: boolean;
}

/** Reads the inputs of the provider resource; environment variables as the genuine provider has them. */
export function readSettings(inputs: JsonObject): ProviderSettings {
  const flag = (key: string, variable: string): boolean => {
    const value = inputs[key] ?? process.env[variable];
    return value === true || value === "true";
  };
  const text = (key: string): string | undefined => textAt(inputs, key) || undefined;
  return {
    kubeconfig: text("kubeconfig"),
    context: text("context"),
    cluster: text("cluster"),
    namespace: text("namespace"),
    configMapMutable: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
    secretMutable: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
    patchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
    clusterUnknown: ["kubeconfig", "context", "cluster"].some((key) => hasUnknown(inputs[key])),
  };
}
