import type { KubernetesObject } from "../../policies/kubernetesObject";
import { ExaminedObject } from "../../policies/objectRules";
import type { PolicyContext } from "../../policies/variables";
import { type Kubectl, KubectlError } from "./kubectl";

/** The kinds that are read, with their resources. Secrets are not: nothing here needs their values. */
const resources = {
  Pod: "pods",
  Service: "services",
  ServiceAccount: "serviceaccounts",
  ConfigMap: "configmaps",
  NetworkPolicy: "networkpolicies.networking.k8s.io",
  Ingress: "ingresses.networking.k8s.io",
  Role: "roles.rbac.authorization.k8s.io",
  RoleBinding: "rolebindings.rbac.authorization.k8s.io",
  CronJob: "cronjobs.batch",
  Job: "jobs.batch",
} as const;

export type LiveKind = keyof typeof resources;

/** Kinds whose objects are judged as they are; what a Job or CronJob will run is judged when its pod is there. */
export const examinedKinds: readonly LiveKind[] = [
  "Pod",
  "Service",
  "ServiceAccount",
  "ConfigMap",
  "NetworkPolicy",
  "Ingress",
  "Role",
  "RoleBinding",
];

/** A pod as it runs. */
export interface LivePod extends KubernetesObject {
  readonly spec: {
    readonly containers: readonly LiveContainer[];
    readonly initContainers?: readonly LiveContainer[];
    readonly ephemeralContainers?: readonly LiveContainer[];
  };
  readonly status: {
    readonly phase?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface LiveContainer {
  readonly name: string;
  readonly image: string;
}

export interface ContainerStatus {
  readonly name: string;
  /** Who the first process is, as the container runtime tells the API server. */
  readonly user?: { readonly linux?: { readonly uid: number } };
  readonly state?: { readonly terminated?: { readonly exitCode: number; readonly message?: string } };
}

/** Every container of a pod, also init and ephemeral ones. */
export function containersOf({ spec }: LivePod): readonly LiveContainer[] {
  return [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
}

/** What is known of every container of a pod. */
export function statusesOf({ status }: LivePod): readonly ContainerStatus[] {
  return [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? []),
  ];
}

/** The objects of a namespace as the API server has them, each kind or why it could not be read. */
export class LiveObjects {
  private readonly examined = new Map<KubernetesObject, ExaminedObject>();

  constructor(
    private readonly byKind: ReadonlyMap<LiveKind, readonly KubernetesObject[]>,
    private readonly reasons: ReadonlyMap<LiveKind, string>,
    private readonly policy: PolicyContext,
  ) {}

  /** Reads what the caller may read. */
  static async read(kubectl: Kubectl, namespace: string, policy: PolicyContext): Promise<LiveObjects> {
    const byKind = new Map<LiveKind, readonly KubernetesObject[]>();
    const reasons = new Map<LiveKind, string>();
    await Promise.all(
      Object.entries(resources).map(async ([kind, resource]) => {
        try {
          byKind.set(kind as LiveKind, await kubectl.list(resource, namespace));
        } catch (error) {
          if (!(error instanceof KubectlError)) throw error;
          reasons.set(kind as LiveKind, error.message);
        }
      }),
    );
    return new LiveObjects(byKind, reasons, policy);
  }

  /** The objects of a kind; none if they could not be read. */
  of(kind: LiveKind): readonly KubernetesObject[] {
    return this.byKind.get(kind) ?? [];
  }

  /** Why kinds could not be read, one text each. */
  unread(...kinds: readonly LiveKind[]): readonly string[] {
    return kinds.flatMap((kind) => this.reasons.get(kind) ?? []);
  }

  /** The pods that have not ended. */
  runningPods(): readonly LivePod[] {
    return (this.of("Pod") as readonly LivePod[]).filter(
      ({ status: { phase } }) => phase !== "Succeeded" && phase !== "Failed",
    );
  }

  /** Every pod, also those that have ended. */
  pods(): readonly LivePod[] {
    return this.of("Pod") as readonly LivePod[];
  }

  /** What the rules look at: the objects of the examined kinds; of pods, those that have not ended. */
  examinedObjects(): readonly ExaminedObject[] {
    const objects = examinedKinds.flatMap((kind) => (kind === "Pod" ? this.runningPods() : this.of(kind)));
    return objects.map((object) => {
      const known = this.examined.get(object) ?? new ExaminedObject(object, this.policy);
      this.examined.set(object, known);
      return known;
    });
  }
}
