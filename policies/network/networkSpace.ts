import type { Topology } from "../../components/topology";
import { addressesOf, type Cidr, formatAddresses, pieces } from "./addresses";
import { type KubernetesObject, objectId } from "../kubernetesObject";
import {
  allowancesInBothDirections,
  type NetworkAddresses,
  type Party,
  type PortRange,
  protocols,
} from "./networkPolicy";

/** The addresses outside of the cluster, in pieces that policies and topology treat alike. */
export function outsideAddresses(
  policies: readonly KubernetesObject[],
  topology: Topology,
): readonly NetworkAddresses[] {
  const blocks = policies.flatMap((policy) =>
    allowancesInBothDirections(policy)
      .flatMap(({ peers }) =>
        peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : [])),
      )
      .map((cidr) => blockOf(policy, cidr)),
  );
  const exits = topology.exits.flatMap(({ cidrs }) => cidrs.map(addressesOf));
  return pieces([...blocks, ...exits]).map((addresses) => ({ name: formatAddresses(addresses), addresses }));
}

function blockOf(policy: KubernetesObject, cidr: string): Cidr {
  try {
    return addressesOf(cidr);
  } catch (cause) {
    throw new Error(`${objectId(policy)}: "${cidr}" is no block of addresses like 10.0.0.0/8`, { cause });
  }
}

/** Every port of every protocol, in ranges that policies, pods and topology treat alike. */
export function portRanges(
  policies: readonly KubernetesObject[],
  parties: readonly Party[],
  topology: Topology,
): readonly PortRange[] {
  const alone = (port: number) => [port, port + 1];
  const cuts = new Set([
    1,
    65_536,
    ...topology.applications.flatMap(({ ports }) => ports.flatMap(({ port }) => alone(port))),
    ...topology.exits.flatMap(({ ports }) => ports.flatMap(alone)),
    ...parties.flatMap((party) => ("ports" in party ? party.ports.flatMap(({ port }) => alone(port)) : [])),
    ...policies
      .flatMap(allowancesInBothDirections)
      .flatMap(({ ports }) =>
        ports.flatMap(({ port, endPort }) => (typeof port === "number" ? [port, (endPort ?? port) + 1] : [])),
      ),
  ]);
  const sorted = [...cuts].sort((a, b) => a - b);
  return protocols.flatMap((protocol) =>
    sorted.slice(1).map((next, index) => ({ protocol, first: sorted[index], last: next - 1 })),
  );
}
