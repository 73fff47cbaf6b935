import type { KubernetesObject } from "../../../policies/kubernetesObject";

/** Kinds of Kubernetes itself that belong to no namespace (`kubectl api-resources --namespaced=false`, 1.36). */
const clusterKinds = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "ComponentStatus",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IPAddress",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "SelfSubjectAccessReview",
  "SelfSubjectReview",
  "SelfSubjectRulesReview",
  "ServiceCIDR",
  "StorageClass",
  "StorageVersionMigration",
  "SubjectAccessReview",
  "TokenReview",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

/**
 * An object in the namespace that `kubectl apply --namespace` would put it in. The scope of a custom resource is its
 * definition's affair: it stays as it is.
 */
export function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  const group = object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : "";
  const builtIn = !group.includes(".") || group.endsWith(".k8s.io");
  if (object.metadata.namespace !== undefined || !builtIn || clusterKinds.has(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}
