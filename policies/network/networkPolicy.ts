import { addressesOf, type Cidr, contains } from "./addresses";
import type { KubernetesObject } from "../kubernetesObject";
import { type LabelSelector, selects } from "../stackObjects";

/** The label that the API server gives every namespace: its name. */
export const namespaceNameLabel = "kubernetes.io/metadata.name";

export const protocols = ["TCP", "UDP", "SCTP"] as const;

/** Stands for the number of a port of which only the name is known. No port has it. */
export const unknownPort = 0;

/** A port that a container declares. */
export interface NetworkPort {
  readonly name?: string;
  readonly port: number;
  /** Defaults to TCP. */
  readonly protocol?: string;
}

/** A pod as NetworkPolicies see it. */
export interface NetworkPod {
  /** What reports call it. */
  readonly name: string;
  readonly namespace: string;
  /** Labels of its namespace, beside its name, which every namespace has as a label. Defaults to none. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** What the names of ports mean here. */
  readonly ports: readonly NetworkPort[];
}

/** Addresses outside of the cluster that every policy treats alike. */
export interface NetworkAddresses {
  readonly name: string;
  readonly addresses: Cidr;
}

/** One end of a connection. */
export type Party = NetworkPod | NetworkAddresses;

export type Direction = "ingress" | "egress";

/** Ports of a protocol, first to last, that every policy treats alike. */
export interface PortRange {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

/** One rule of a policy: who is on the other side, and on which ports. Nobody named is everyone, no port is every port. */
export interface Allowance {
  readonly policy: KubernetesObject;
  readonly peers: readonly PolicyPeer[];
  readonly ports: readonly PolicyPort[];
}

/** What isolates a pod in a direction, and what is allowed all the same. */
export interface Isolation {
  readonly policies: readonly KubernetesObject[];
  readonly allowances: readonly Allowance[];
}

export interface PolicyPeer {
  readonly podSelector?: LabelSelector | null;
  readonly namespaceSelector?: LabelSelector | null;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | null } | null;
}

export interface PolicyPort {
  readonly protocol?: string;
  readonly port?: number | string | null;
  readonly endPort?: number | null;
}

/** The part of a NetworkPolicy's specification that decides who reaches whom. */
export interface NetworkPolicySpec {
  readonly podSelector?: LabelSelector | null;
  readonly policyTypes?: readonly string[] | null;
  readonly ingress?:
    readonly { readonly from?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[] | null;
  readonly egress?: readonly { readonly to?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[] | null;
}

/** Specification of a NetworkPolicy. */
export function specOf(policy: KubernetesObject): NetworkPolicySpec {
  return policy.spec ?? {};
}

/** The directions that a policy isolates; the API server's defaults where it names none. */
export function directionsOf({ policyTypes, egress }: NetworkPolicySpec): readonly Direction[] {
  const named = policyTypes ?? [];
  if (named.length > 0) return named.map((type) => type.toLowerCase() as Direction);
  return (egress ?? []).length > 0 ? ["ingress", "egress"] : ["ingress"];
}

/** The rules of a policy in a direction. */
export function allowancesOf(policy: KubernetesObject, direction: Direction): readonly Allowance[] {
  const { ingress, egress } = specOf(policy);
  return direction === "ingress"
    ? (ingress ?? []).map(({ from, ports }) => ({ policy, peers: from ?? [], ports: ports ?? [] }))
    : (egress ?? []).map(({ to, ports }) => ({ policy, peers: to ?? [], ports: ports ?? [] }));
}

/** The rules of a policy in both directions. */
export function allowancesInBothDirections(policy: KubernetesObject): readonly Allowance[] {
  return [...allowancesOf(policy, "ingress"), ...allowancesOf(policy, "egress")];
}

/** Whether a selector is empty: it selects everything. */
export function selectsAll(selector: LabelSelector | null | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0;
}

/** What holds for a pod in a direction. Undefined if no policy selects it: it is open. */
export function isolationOf(
  policies: readonly KubernetesObject[],
  pod: NetworkPod,
  direction: Direction,
): Isolation | undefined {
  const isolating = policies.filter((policy) => {
    const spec = specOf(policy);
    return (
      (policy.metadata.namespace ?? "") === pod.namespace &&
      directionsOf(spec).includes(direction) &&
      selects(spec.podSelector ?? {}, pod.labels)
    );
  });
  if (isolating.length === 0) return undefined;
  return { policies: isolating, allowances: isolating.flatMap((policy) => allowancesOf(policy, direction)) };
}

/** Whether a rule is about a party. Addresses are outside of the cluster: no selector selects them, no block a pod. */
export function concerns({ policy, peers }: Allowance, party: Party): boolean {
  if (peers.length === 0) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) {
      if (!("addresses" in party)) return false;
      const inside = (cidr: string) => contains(addressesOf(cidr), party.addresses);
      return inside(ipBlock.cidr) && !(ipBlock.except ?? []).some(inside);
    }
    if ("addresses" in party) return false;
    const inNamespace = namespaceSelector
      ? selects(namespaceSelector, { ...party.namespaceLabels, [namespaceNameLabel]: party.namespace })
      : (policy.metadata.namespace ?? "") === party.namespace;
    return inNamespace && selects(podSelector ?? {}, party.labels);
  });
}

/** Whether a rule opens ports of a target, which says what the names of ports mean. */
export function opens({ ports }: Allowance, range: PortRange, target: Party): boolean {
  if (ports.length === 0) return true;
  return ports.some(({ protocol = "TCP", port, endPort }) => {
    if (protocol !== range.protocol) return false;
    if (port === undefined || port === null) return true;
    if (typeof port === "number") return port <= range.first && range.last <= (endPort ?? port);
    return (
      "ports" in target &&
      target.ports.some(
        (declared) =>
          declared.name === port && (declared.protocol ?? "TCP") === protocol && declared.port === range.first,
      )
    );
  });
}
