import type { Topology } from "../../components/topology";
import { addressesOf, contains } from "./addresses";
import { type Deviation, type Difference, summarise } from "./deviations";
import type { KubernetesObject } from "../kubernetesObject";
import {
  concerns,
  type Isolation,
  isolationOf,
  type NetworkPod,
  opens,
  type Party,
  specOf,
  selectsAll,
} from "./networkPolicy";
import { outsideAddresses, portRanges } from "./networkSpace";
import { clusterDns, strangers } from "./strangers";

/** How reachability differs from the topology; nothing in either list where they are equal. */
export interface Reachability {
  /** Possible, not declared. */
  readonly surplus: readonly Deviation[];
  /** Declared, not possible. */
  readonly missing: readonly Deviation[];
}

/** A party with what is known to isolate it: nothing, if it is not own. */
interface Side {
  readonly party: Party;
  readonly own: boolean;
  readonly ingress?: Isolation;
  readonly egress?: Isolation;
}

interface DeclaredPort {
  readonly protocol: string;
  readonly port: number;
}

/**
 * Compares what NetworkPolicies let pods do with a topology: every port of the pods among themselves, with pods of other
 * namespaces, and with addresses outside of the cluster. A connection needs the egress of its caller and the ingress of
 * its callee. An application's pods carry its name as the label `app`; other pods may do nothing. Whoever calls
 * something may ask the cluster's DNS. An `ipBlock` is taken for what the API says that it is for: addresses outside.
 *
 * @param policies NetworkPolicies; objects of other kinds must not be among them.
 * @param pods The pods of the namespaces that the policies are in; one of each template is enough.
 * @throws Error if a policy is one that the API server refuses: a block that is none, an unknown operator.
 */
export function reachability(
  policies: readonly KubernetesObject[],
  pods: readonly NetworkPod[],
  topology: Topology,
): Reachability {
  const own = pods.map((pod) => ({
    party: pod,
    own: true,
    ingress: isolationOf(policies, pod, "ingress"),
    egress: isolationOf(policies, pod, "egress"),
  }));
  const namespaces = new Set(pods.map(({ namespace }) => namespace));
  const known = topology.entries.flatMap((entry) => entry.namespaces);
  const others = [...strangers(policies, namespaces, known), ...outsideAddresses(policies, topology)].map((party) => ({
    party,
    own: false,
  }));
  const ranges = portRanges(
    policies,
    [...own, ...others].map(({ party }) => party),
    topology,
  );
  const surplus: Difference[] = [];
  const missing: Difference[] = [];
  const compare = (from: Side, to: Side, declared: readonly DeclaredPort[]) => {
    const egress = from.egress?.allowances.filter((allowance) => concerns(allowance, to.party));
    const ingress = to.ingress?.allowances.filter((allowance) => concerns(allowance, from.party));
    if (declared.length === 0 && (egress?.length === 0 || ingress?.length === 0)) return;
    for (const range of ranges) {
      const leaving = egress?.find((allowance) => opens(allowance, range, to.party));
      const entering = ingress?.find((allowance) => opens(allowance, range, to.party));
      const leaves = egress === undefined || leaving !== undefined;
      const enters = ingress === undefined || entering !== undefined;
      const wanted = declared.some(({ port, protocol }) => protocol === range.protocol && port === range.first);
      if (wanted === (leaves && enters)) continue;
      // What is too much is mended where it arrives, if that is an own pod; what is missing, where it is held up.
      const direction = (wanted ? !enters : to.own) ? "ingress" : "egress";
      const policy = wanted
        ? mostSpecific((direction === "ingress" ? to.ingress : from.egress)?.policies ?? [])
        : (direction === "ingress" ? entering : leaving)?.policy;
      (wanted ? missing : surplus).push({ from: from.party, to: to.party, range, direction, policy });
    }
  };
  for (const pod of own) {
    for (const other of own) compare(pod, other, declaredCalls(pod.party, other.party, topology));
    for (const other of others) {
      compare(pod, other, declaredExits(pod.party, other.party, topology));
      compare(other, pod, declaredEntries(other.party, pod.party, topology));
    }
  }
  return { surplus: summarise(surplus), missing: summarise(missing) };
}

/** The policy that is about the fewest pods: not the default deny, where there is another. */
function mostSpecific(policies: readonly KubernetesObject[]): KubernetesObject | undefined {
  return policies.find((policy) => !selectsAll(specOf(policy).podSelector)) ?? policies.at(0);
}

function declaredCalls(from: NetworkPod, to: NetworkPod, topology: Topology): readonly DeclaredPort[] {
  return topology.calls
    .filter((call) => call.from === from.labels.app && call.to === to.labels.app)
    .flatMap((call) => numbers(topology, call.to, call.ports));
}

function declaredExits(from: NetworkPod, to: Party, topology: Topology): readonly DeclaredPort[] {
  const calls = topology.calls.filter((call) => call.from === from.labels.app);
  const exits = topology.exits.filter((exit) => exit.from === from.labels.app);
  if ("addresses" in to) {
    const covers = (cidr: string) => contains(addressesOf(cidr), to.addresses);
    return exits
      .filter(({ cidrs }) => cidrs.some(covers))
      .flatMap(({ ports }) => ports.map((port) => ({ protocol: "TCP", port })));
  }
  const asksDns = to === clusterDns && calls.length + exits.length > 0;
  return asksDns ? clusterDns.ports.map(({ protocol = "TCP", port }) => ({ protocol, port })) : [];
}

function declaredEntries(from: Party, to: NetworkPod, topology: Topology): readonly DeclaredPort[] {
  if ("addresses" in from) return [];
  return topology.entries
    .filter((entry) => entry.to === to.labels.app && entry.namespaces.includes(from.namespace))
    .flatMap((entry) => numbers(topology, entry.to, entry.ports));
}

function numbers({ applications }: Topology, application: string, names: readonly string[]): readonly DeclaredPort[] {
  const ports = applications.find(({ name }) => name === application)?.ports ?? [];
  return ports.filter(({ name }) => names.includes(name)).map(({ port }) => ({ protocol: "TCP", port }));
}
