/** A Kubernetes object as it is declared: plain JSON. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** The part of an object's metadata that policies look at. */
export interface ObjectMetadata {
  readonly name?: string;
  readonly generateName?: string;
  /** Absent on objects of the whole cluster. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** How a report names an object: `Kind/namespace/name`; the namespace of an object of the whole cluster is empty. */
export function objectId({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.namespace ?? ""}/${metadata.name ?? metadata.generateName ?? ""}`;
}
