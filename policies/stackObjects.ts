import type { Topology } from "../components/topology";
import { type KubernetesObject, objectId } from "./kubernetesObject";
import { podBearingKinds, podPath } from "./targets";

/** A Kubernetes object of a stack, with what only the stack knows of it. */
export interface StackResource {
  readonly object: KubernetesObject;
  /** Whether the stack refuses to delete it. Unknown where objects come without a stack. */
  readonly protect?: boolean;
  /** For a Secret: whether its values are encrypted in the stack's state. Unknown where that cannot be seen. */
  readonly encrypted?: boolean;
}

/** What a stack is meant to be, beside its objects. */
export interface Declarations {
  /** Who may reach whom. Absent: the rule about reachability does not apply. */
  readonly topology?: Topology;
  /** Whether losing data is not acceptable: the stack protects its state. Defaults to false. */
  readonly production?: boolean;
}

/** The pods of a workload. */
export interface PodTemplate {
  /** The object that declares them. */
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** The part of a pod's specification that stack rules look at. */
export interface PodSpec {
  readonly containers?: readonly PodContainer[];
  readonly initContainers?: readonly PodContainer[];
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
  readonly restartPolicy?: string;
  readonly topologySpreadConstraints?: readonly object[];
  readonly affinity?: { readonly podAntiAffinity?: object };
  readonly volumes?: readonly PodVolume[];
}

export interface PodVolume extends VolumeSource {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: { readonly sources?: readonly VolumeSource[] };
}

/** Objects that a volume shows as files. In a projected volume a Secret has a `name`, elsewhere a `secretName`. */
export interface VolumeSource {
  readonly configMap?: NamedReference;
  readonly secret?: NamedReference & { readonly secretName?: string };
}

/** A reference to an object of the same namespace; a pod starts without the object if it is optional. */
export interface NamedReference {
  readonly name?: string;
  readonly optional?: boolean;
}

export interface PodContainer {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly restartPolicy?: string;
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly configMapKeyRef?: NamedReference; readonly secretKeyRef?: NamedReference };
  }[];
  readonly envFrom?: readonly { readonly configMapRef?: NamedReference; readonly secretRef?: NamedReference }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
}

/** All objects of a stack, as the rules about the whole ask for them. */
export class StackObjects {
  private readonly byId: ReadonlyMap<string, KubernetesObject>;

  constructor(
    readonly resources: readonly StackResource[],
    readonly declarations: Declarations = {},
  ) {
    this.byId = new Map(resources.map(({ object }) => [objectId(object), object]));
  }

  /** The objects of some kinds. */
  ofKind(...kinds: string[]): readonly KubernetesObject[] {
    return this.resources.map(({ object }) => object).filter(({ kind }) => kinds.includes(kind));
  }

  find(kind: string, namespace: string, name: string): KubernetesObject | undefined {
    return this.byId.get(`${kind}/${namespace}/${name}`);
  }

  /** Templates of a namespace whose pods a selector selects. */
  selected(namespace: string, selector: LabelSelector): readonly PodTemplate[] {
    return this.podTemplates().filter((pod) => pod.namespace === namespace && selects(selector, pod.labels));
  }

  /** The namespaces that have pods, each with what stands for it in a report: its object, or else its first workload. */
  namespacesWithPods(): ReadonlyMap<string, KubernetesObject> {
    const first = [...this.podTemplates()].reverse().map(({ namespace, object }) => [namespace, object] as const);
    const inStack = this.ofKind("Namespace").map((object) => [object.metadata.name ?? "", object] as const);
    const namespaces = new Map(first);
    for (const [name, object] of inStack) if (namespaces.has(name)) namespaces.set(name, object);
    return namespaces;
  }

  /** The pods that the stack declares, by template. */
  podTemplates(): readonly PodTemplate[] {
    return this.ofKind(...podBearingKinds).map((object) => {
      const template = podPath(object.kind).slice(0, -1).reduce(child, object) as {
        metadata?: { labels?: Record<string, string> };
        spec?: PodSpec;
      };
      return {
        object,
        namespace: object.metadata.namespace ?? "",
        labels: template.metadata?.labels ?? {},
        spec: template.spec ?? {},
      };
    });
  }
}

/** All containers of a pod in the order of their start, each with its place in the specification. */
export function locatedContainers(
  spec: PodSpec,
): readonly { readonly container: PodContainer; readonly field: string }[] {
  return (["initContainers", "containers"] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, index) => ({ container, field: `${list}[${index}]` })),
  );
}

/** All containers of a pod. */
export function containersOf(spec: PodSpec): readonly PodContainer[] {
  return locatedContainers(spec).map(({ container }) => container);
}

function child(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? ((value as Record<string, unknown>)[field] ?? {}) : {};
}

/** Kinds whose pods run for ever. */
export const servingKinds: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet"];

/** A label selector. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether labels are selected; an empty selector selects everything. */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      switch (operator) {
        case "In":
          return key in labels && values.includes(labels[key]);
        case "NotIn":
          return !(key in labels) || !values.includes(labels[key]);
        case "Exists":
          return key in labels;
        case "DoesNotExist":
          return !(key in labels);
        default:
          throw new Error(`a label selector has the unknown operator ${operator}`);
      }
    })
  );
}

/** Annotation of a claim whose data can be made anew: why it needs no backup. */
export const noBackupAnnotation = "orchestrix-pilot/no-backup";

/** Whether an object says why losing what it holds would be no loss. */
export function isRecoverable({ metadata }: KubernetesObject): boolean {
  return (metadata.annotations?.[noBackupAnnotation] ?? "").trim() !== "";
}
