import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { secrets } from "./credentials";

/** Who may do what in a namespace. */
export interface AccessArgs {
  readonly namespace: string;
  /** Groups that may read everything but Secrets. */
  readonly viewers: readonly string[];
  /** Groups that may carry out the runbook. */
  readonly operators: readonly string[];
}

interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
  readonly resourceNames?: string[];
}

const read = ["get", "list", "watch"];

/** What the runbook looks at: objects, logs, events, use of resources. No Secrets, no exec. */
const viewer: Rule[] = [
  {
    apiGroups: [""],
    resources: [
      ...["pods", "pods/log", "services", "endpoints", "configmaps", "events", "persistentvolumeclaims"],
      ...["resourcequotas", "limitranges", "serviceaccounts"],
    ],
    verbs: read,
  },
  { apiGroups: ["apps"], resources: ["deployments", "replicasets", "statefulsets"], verbs: read },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: read },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies", "ingresses"], verbs: read },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: read },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: read },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
  { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
];

/** What the runbook changes: exec, restarts, scale, resources, debugging pods, lockdown, and one Secret by name. */
const operator: Rule[] = [
  ...viewer,
  { apiGroups: [""], resources: ["pods/exec", "pods/attach", "pods/portforward"], verbs: ["create", "get"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete"] },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: ["patch", "update"] },
  { apiGroups: ["apps"], resources: ["deployments/scale", "statefulsets/scale"], verbs: ["get", "patch", "update"] },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "delete"] },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["create"] },
  {
    apiGroups: ["networking.k8s.io"],
    resources: ["networkpolicies"],
    resourceNames: ["emergency-lockdown"],
    verbs: ["delete", "patch", "update"],
  },
  // Creation cannot be limited to a name; reading and deleting can.
  { apiGroups: [""], resources: ["secrets"], verbs: ["create"] },
  {
    apiGroups: [""],
    resources: ["secrets"],
    resourceNames: [secrets.application.name],
    verbs: ["get", "delete", "patch", "update"],
  },
];

/** Roles for the people who operate the namespace, bound to the groups of the settings. */
export class Access extends ComponentResource {
  constructor(name: string, args: AccessArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:foundation:Access", name, {}, opts);
    const roles = [
      { role: "runbook-viewer", rules: viewer, groups: args.viewers },
      { role: "runbook-operator", rules: operator, groups: args.operators },
    ];
    for (const { role, rules, groups } of roles) {
      const metadata = { name: role, namespace: args.namespace };
      const object = new Role(`${name}-${role}`, { metadata, rules }, { parent: this });
      if (groups.length === 0) continue;
      new RoleBinding(
        `${name}-${role}-binding`,
        {
          metadata,
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role },
          subjects: groups.map((group) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group })),
        },
        { parent: this, dependsOn: [object] },
      );
    }
    this.registerOutputs({});
  }
}
