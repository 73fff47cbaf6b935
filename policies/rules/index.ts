import { isObjectRule, type ObjectRule, type Rule, type StackRule } from "../rule";
import { admissionPolicies } from "./admissionPolicies";
import { apparmorProfile } from "./apparmorProfile";
import { autoscalerOwnsReplicas } from "./autoscalerOwnsReplicas";
import { capabilities } from "./capabilities";
import { claimBackup } from "./claimBackup";
import { cronJobLimits } from "./cronJobLimits";
import { danglingAutoscaler } from "./danglingAutoscaler";
import { danglingDisruptionBudget } from "./danglingDisruptionBudget";
import { danglingNetworkPolicy } from "./danglingNetworkPolicy";
import { danglingRoleBinding } from "./danglingRoleBinding";
import { danglingService } from "./danglingService";
import { danglingWorkloadReference } from "./danglingWorkloadReference";
import { defaultDeny } from "./defaultDeny";
import { defaultServiceAccount } from "./defaultServiceAccount";
import { disruptionBudget } from "./disruptionBudget";
import { disruptionBudgetRoom } from "./disruptionBudgetRoom";
import { downAlert } from "./downAlert";
import { hostNamespaces } from "./hostNamespaces";
import { hostPaths } from "./hostPaths";
import { hostPorts } from "./hostPorts";
import { hostProbes } from "./hostProbes";
import { imageDigest } from "./imageDigest";
import { imageRegistry } from "./imageRegistry";
import { imageScanCoverage } from "./imageScanCoverage";
import { imageTag } from "./imageTag";
import { ingressTls } from "./ingressTls";
import { jobLimits } from "./jobLimits";
import { networkTopology } from "./networkTopology";
import { podSecurityNamespace } from "./podSecurityNamespace";
import { privileged } from "./privileged";
import { privilegeEscalation } from "./privilegeEscalation";
import { probes } from "./probes";
import { procMount } from "./procMount";
import { protectedState } from "./protectedState";
import { quotaRoom } from "./quotaRoom";
import { rbacAnonymous } from "./rbacAnonymous";
import { rbacClusterAdmin } from "./rbacClusterAdmin";
import { rbacEscalation } from "./rbacEscalation";
import { rbacSecrets } from "./rbacSecrets";
import { rbacWildcards } from "./rbacWildcards";
import { readOnlyRootFilesystem } from "./readOnlyRootFilesystem";
import { replicaSpread } from "./replicaSpread";
import { resourceLimits } from "./resourceLimits";
import { rolloutLimits } from "./rolloutLimits";
import { rootUser } from "./rootUser";
import { runAsNonRoot } from "./runAsNonRoot";
import { seccompProfile } from "./seccompProfile";
import { secretEncryptedInState } from "./secretEncryptedInState";
import { secretInAnnotation } from "./secretInAnnotation";
import { secretInConfigMap } from "./secretInConfigMap";
import { secretLiterals } from "./secretLiterals";
import { selinuxOptions } from "./selinuxOptions";
import { serviceAccountAutomount } from "./serviceAccountAutomount";
import { serviceAccountToken } from "./serviceAccountToken";
import { serviceExposure } from "./serviceExposure";
import { sysctls } from "./sysctls";
import { volumeTypes } from "./volumeTypes";
import { windowsHostProcess } from "./windowsHostProcess";

/** Every rule, by what it protects, in the order of the reports. */
export const rules: readonly Rule[] = [
  // Containers run as non-root.
  runAsNonRoot,
  rootUser,
  // Security contexts.
  privileged,
  privilegeEscalation,
  capabilities,
  readOnlyRootFilesystem,
  seccompProfile,
  apparmorProfile,
  selinuxOptions,
  procMount,
  sysctls,
  hostNamespaces,
  hostPorts,
  hostPaths,
  hostProbes,
  volumeTypes,
  windowsHostProcess,
  // Images.
  imageDigest,
  imageTag,
  imageRegistry,
  imageScanCoverage,
  // Secrets.
  secretLiterals,
  secretInConfigMap,
  secretInAnnotation,
  secretEncryptedInState,
  // Access.
  serviceAccountToken,
  serviceAccountAutomount,
  defaultServiceAccount,
  rbacWildcards,
  rbacEscalation,
  rbacClusterAdmin,
  rbacAnonymous,
  rbacSecrets,
  danglingRoleBinding,
  // Network.
  defaultDeny,
  networkTopology,
  danglingNetworkPolicy,
  serviceExposure,
  ingressTls,
  // Admission.
  podSecurityNamespace,
  admissionPolicies,
  // Operations.
  resourceLimits,
  probes,
  rolloutLimits,
  jobLimits,
  cronJobLimits,
  quotaRoom,
  disruptionBudget,
  disruptionBudgetRoom,
  autoscalerOwnsReplicas,
  replicaSpread,
  danglingService,
  danglingAutoscaler,
  danglingDisruptionBudget,
  danglingWorkloadReference,
  claimBackup,
  downAlert,
  protectedState,
];

/** The rules about single objects, which are kept at preview and at admission. */
export const objectRules: readonly ObjectRule[] = rules.filter(isObjectRule);

/** The rules about all objects of a stack together, which are kept at preview. */
export const stackRules: readonly StackRule[] = rules.filter((rule): rule is StackRule => !isObjectRule(rule));
