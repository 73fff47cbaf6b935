/** A set of kinds that one ValidatingAdmissionPolicy watches. */
export interface Family {
  /** Part of the policy's name. */
  readonly name: string;
  readonly resources: readonly { readonly apiGroup: string; readonly kinds: Readonly<Record<string, string>> }[];
  /** CEL of an update that needs no second look: nothing that a rule reads has changed. */
  readonly unchanged: string;
}

/** What of an object a rule looks at. */
export interface Target {
  readonly kinds: readonly string[];
  /** The name by which the rule's expressions know what they look at. */
  readonly as: "container" | "pod" | "object";
  /** For containers: the lists of the pod that hold them, each with a CEL condition on `container`. */
  readonly lists?: Readonly<Record<string, string>>;
}

const podKinds = {
  "": { Pod: "pods", ReplicationController: "replicationcontrollers" },
  apps: { Deployment: "deployments", StatefulSet: "statefulsets", DaemonSet: "daemonsets", ReplicaSet: "replicasets" },
  batch: { Job: "jobs", CronJob: "cronjobs" },
};

/** The kinds that rules look at, by the policy that watches them. */
export const families: readonly Family[] = [
  {
    name: "workloads",
    resources: Object.entries(podKinds).map(([apiGroup, kinds]) => ({ apiGroup, kinds })),
    unchanged:
      "object.spec == oldObject.spec && " +
      "object.metadata.?annotations.orValue({}) == oldObject.metadata.?annotations.orValue({}) || " +
      // A rollout scales the old ReplicaSet down, also when its pods have become what is refused today.
      "object.kind == 'ReplicaSet' && object.spec.template == oldObject.spec.template && " +
      "object.metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false))",
  },
  {
    name: "access",
    resources: [
      { apiGroup: "rbac.authorization.k8s.io", kinds: { Role: "roles", RoleBinding: "rolebindings" } },
      { apiGroup: "", kinds: { ServiceAccount: "serviceaccounts" } },
    ],
    unchanged: "object == oldObject",
  },
  {
    name: "exposure",
    resources: [
      { apiGroup: "", kinds: { Service: "services" } },
      { apiGroup: "networking.k8s.io", kinds: { Ingress: "ingresses" } },
    ],
    unchanged:
      "object.spec == oldObject.spec && " +
      "object.metadata.?annotations.orValue({}) == oldObject.metadata.?annotations.orValue({})",
  },
  {
    name: "configuration",
    resources: [{ apiGroup: "", kinds: { ConfigMap: "configmaps" } }],
    unchanged: "object == oldObject",
  },
];

/** Kinds with a pod or a template of one. */
export const podBearingKinds: readonly string[] = Object.values(podKinds).flatMap((kinds) => Object.keys(kinds));

const everything = families.flatMap(({ resources }) => resources.flatMap(({ kinds }) => Object.keys(kinds)));

/** Every container, also init and ephemeral ones. */
export const containers: Target = {
  kinds: podBearingKinds,
  as: "container",
  lists: { containers: "true", initContainers: "true", ephemeralContainers: "true" },
};

/** Containers and init containers. Ephemeral ones can have neither resources nor ports. */
export const declaredContainers: Target = {
  kinds: podBearingKinds,
  as: "container",
  lists: { containers: "true", initContainers: "true" },
};

/** Containers that are to run for ever: those of services and sidecars, not those of Jobs. */
export const servingContainers: Target = {
  kinds: podBearingKinds,
  as: "container",
  lists: {
    containers: "variables.pod.?restartPolicy.orValue('Always') == 'Always'",
    initContainers:
      "variables.pod.?restartPolicy.orValue('Always') == 'Always' && container.?restartPolicy.orValue('') == 'Always'",
  },
};

/** The specification of a pod or of a template of one. */
export const pods: Target = { kinds: podBearingKinds, as: "pod" };

/** Whole objects of some kinds. */
export const objects = (...kinds: string[]): Target => ({ kinds, as: "object" });

/** Whole objects of every kind that is watched at admission. */
export const everyObject: Target = { kinds: everything, as: "object" };

/** Where an object's pod specification is: a CEL expression, and the path that a report shows. */
export const podPath = (kind: string): readonly string[] => {
  if (kind === "Pod") return ["spec"];
  if (kind === "CronJob") return ["spec", "jobTemplate", "spec", "template", "spec"];
  return ["spec", "template", "spec"];
};

/** What the expressions of the workloads family call `variables.pod`. */
export const podExpression =
  "object.kind == 'Pod' ? object.spec : " +
  "object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec";

/** The containers of a target, as a CEL list. */
export function containerList(lists: Readonly<Record<string, string>>): string {
  return Object.entries(lists)
    .map(([list, condition]) => {
      const all = `variables.pod.?${list}.orValue([])`;
      return condition === "true" ? all : `${all}.filter(container, ${condition})`;
    })
    .join(" + ");
}
