import { formatAddresses, type Cidr } from "./addresses";
import { type KubernetesObject, objectId } from "../kubernetesObject";
import { type Direction, type Party, type PortRange, protocols, unknownPort } from "./networkPolicy";

/** Connections, alike in everything, in which policies and topology differ. */
export interface Deviation {
  /** Who opens them: an application, pods of other namespaces, or addresses. */
  readonly from: string;
  readonly to: string;
  /** Such as "TCP 6379, 50051 and UDP 53". */
  readonly ports: string;
  /** What lets them through, or holds them up: the ingress of the callee, or the egress of the caller. */
  readonly direction: Direction;
  /** The NetworkPolicy to change. Undefined where none selects the pod, which is open then. */
  readonly policy?: KubernetesObject;
}

/** A connection on one range of ports in which policies and topology differ. */
export interface Difference {
  readonly from: Party;
  readonly to: Party;
  readonly range: PortRange;
  readonly direction: Direction;
  readonly policy?: KubernetesObject;
}

/** Differences as a reader wants them: one for two parties with all their ports, one for all addresses alike. */
export function summarise(differences: readonly Difference[]): readonly Deviation[] {
  const connections = grouped(differences, ({ from, to }) => [from.name, to.name]).map((alike) => ({
    ...alike[0],
    ports: formatPorts(alike.map(({ range }) => range)),
  }));
  return grouped(connections, ({ from, to, ports }) => [nameOf(from), nameOf(to), ports]).map((alike) => {
    const { ports, direction, policy } = alike[0];
    const together = (end: "from" | "to") => {
      const addresses = alike.flatMap(({ [end]: party }) => ("addresses" in party ? [party.addresses] : []));
      return addresses.length === 0 ? alike[0][end].name : joined(addresses).map(formatAddresses).join(", ");
    };
    return { from: together("from"), to: together("to"), ports, direction, policy };
  });
}

const nameOf = (party: Party) => ("addresses" in party ? "" : party.name);

function grouped<Item extends Pick<Difference, "policy" | "direction">>(
  items: readonly Item[],
  by: (item: Item) => readonly string[],
): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = [item.policy ? objectId(item.policy) : "", item.direction, ...by(item)].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

/** Addresses with neighbours made one. */
function joined(addresses: readonly Cidr[]): Cidr[] {
  const result: Cidr[] = [];
  for (const next of addresses) {
    const last = result.at(-1);
    if (last?.family === next.family && last.last + 1n >= next.first) {
      result[result.length - 1] = { ...last, last: next.last };
    } else result.push(next);
  }
  return result;
}

function formatRange({ first, last }: { first: number; last: number }): string {
  if (last === unknownPort) return "named ports";
  const lowest = Math.max(first, unknownPort + 1);
  return lowest === last ? `${last}` : `${lowest}-${last}`;
}

function formatPorts(ranges: readonly PortRange[]): string {
  return protocols
    .flatMap((protocol) => {
      const own = ranges.filter((range) => range.protocol === protocol).sort((a, b) => a.first - b.first);
      const merged: { first: number; last: number }[] = [];
      for (const { first, last } of own) {
        const before = merged.at(-1);
        if (before && before.last + 1 >= first) before.last = last;
        else merged.push({ first, last });
      }
      const texts = merged.map(formatRange);
      return texts.length === 0 ? [] : [`${protocol} ${texts.join(", ")}`];
    })
    .join(" and ");
}
