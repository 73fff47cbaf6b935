import { networkPolicies } from "../../components/foundation/networkPolicies";
import type { Topology } from "../../components/topology";
import type { Deviation } from "../../policies/network/deviations";
import type { KubernetesObject } from "../../policies/kubernetesObject";
import type { NetworkPod } from "../../policies/network/networkPolicy";
import { reachability } from "../../policies/network/reachability";
import { namespace } from "./given";
import { networkPolicy } from "./givenStack";

/** The ports of every given application. */
export const ports = [
  { name: "http", port: 8080 },
  { name: "metrics", port: 9100 },
];

/** The given applications. */
export const names = ["a", "b", "c"];

/** A topology of the given applications: nobody calls anybody, unless told. */
export const topology = (parts: Partial<Topology> = {}): Topology => ({
  applications: names.map((name) => ({ name, ports })),
  calls: [],
  entries: [],
  exits: [],
  ...parts,
});

/** The pod of an application. */
export const pod = (name: string): NetworkPod => ({ name, namespace, labels: { app: name }, ports });
export const pods = names.map(pod);

/** The policies that the stack makes of a topology. */
export const policiesOf = (declared: Topology): KubernetesObject[] =>
  networkPolicies(declared).map(({ name, spec }) => networkPolicy(name, spec));

/** Deviations as text: "a > b TCP 8080". */
export const texts = (deviations: readonly Deviation[]) =>
  deviations.map(({ from, to, ports: open }) => `${from} > ${to} ${open}`).sort();

/** What policies allow beyond a topology, and what they do not allow of it. */
export function compared(policies: readonly KubernetesObject[], declared: Topology, among = pods) {
  const { surplus, missing } = reachability(policies, among, declared);
  return { surplus: texts(surplus), missing: texts(missing) };
}

/** The call of a to b. */
export const calls = { calls: [{ from: "a", to: "b", ports: ["http"] }] };
/** Denies everything that no other policy allows. */
export const deny = networkPolicy("deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });

/** A policy about the pods of an application. */
export const about = (app: string, spec: object) =>
  networkPolicy(app, { podSelector: { matchLabels: { app } }, ...spec });

/** A rule that opens the cluster's DNS. */
export const dns = {
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

/** Policies for the call of a to b on http, with the callee's rule as given. */
export const allowing = (rule: object) => [
  deny,
  about("a", { policyTypes: ["Egress"], egress: [{ to: [{ podSelector: {} }] }, dns] }),
  about("b", {
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "a" } } }], ...rule }],
  }),
];

/** What is found where policies and topology are equal. */
export const equal = { surplus: [], missing: [] };
