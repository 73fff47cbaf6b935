import { type Application, declaredPort, type Topology } from "../topology";

/** A NetworkPolicy as plain data. */
export interface Policy {
  readonly name: string;
  readonly spec: PolicySpec;
}

/** The part of a NetworkPolicy's specification that the topology needs, fully known. */
export interface PolicySpec {
  readonly podSelector: { readonly matchLabels?: Record<string, string> };
  readonly policyTypes: string[];
  readonly ingress?: { readonly from: Peer[]; readonly ports: PeerPort[] }[];
  readonly egress?: { readonly to: Peer[]; readonly ports: PeerPort[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string };
}

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

interface PeerPort {
  protocol: string;
  port: number;
}

/** Denies every pod of the namespace whatever no other policy allows, in both directions. */
export const defaultDenyName = "default-deny-all";

/**
 * The NetworkPolicies of a topology: the default deny, and one policy an application that opens its ports to its
 * callers and its way to what it calls, inside and outside of the cluster. Each declared call opens both sides; the cluster's DNS is open to callers only.
 */
export function networkPolicies(topology: Topology): Policy[] {
  return [
    { name: defaultDenyName, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] } },
    ...topology.applications.map((application) => applicationPolicy(topology, application)),
  ];
}

function applicationPolicy(topology: Topology, application: Application): Policy {
  const { name } = application;
  const callers = topology.calls.filter((call) => call.to === name);
  const calls = topology.calls.filter((call) => call.from === name);
  const entries = topology.entries.filter((entry) => entry.to === name);
  // An empty list of peers would mean every address.
  const exits = topology.exits.filter((exit) => exit.from === name && exit.cidrs.length > 0);
  return {
    name,
    spec: {
      podSelector: pods(name),
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        ...callers.map((call) => ({
          from: [{ podSelector: pods(call.from) }],
          ports: numbers(topology, name, call.ports),
        })),
        ...entries.map((entry) => ({
          from: [{ namespaceSelector: namespaces(entry.namespaces) }],
          ports: numbers(topology, name, entry.ports),
        })),
      ],
      egress: [
        ...calls.map((call) => ({
          to: [{ podSelector: pods(call.to) }],
          ports: numbers(topology, call.to, call.ports),
        })),
        ...exits.map(({ cidrs, ports }) => ({
          to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
          ports: ports.map((port) => ({ protocol: "TCP", port })),
        })),
        ...(calls.length + exits.length > 0 ? [dns] : []),
      ],
    },
  };
}

/** The cluster's DNS by the labels that every distribution gives it. */
const dns = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

const pods = (application: string) => ({ matchLabels: { app: application } });

const namespaces = (names: readonly string[]) => ({
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: [...names] }],
});

function numbers(topology: Topology, application: string, names: readonly string[]): PeerPort[] {
  return names.map((name) => ({ protocol: "TCP", port: declaredPort(topology, application, name).port }));
}
