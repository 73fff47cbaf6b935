import { isIP } from "node:net";

/** Addresses of a family (4 or 6), first to last. */
export interface Cidr {
  readonly family: number;
  readonly first: bigint;
  readonly last: bigint;
}

const bits = (family: number) => (family === 4 ? 32n : 128n);

/** Every address of the two families. */
export const everyAddress: readonly Cidr[] = [4, 6].map((family) => ({
  family,
  first: 0n,
  last: (1n << bits(family)) - 1n,
}));

/**
 * The addresses of a block.
 *
 * @param text Such as "10.0.0.0/8" or "fd00::/8"; bits beyond the length do not count.
 * @throws Error if the text is no block.
 */
export function addressesOf(text: string): Cidr {
  const [, address = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0 || BigInt(length) > bits(family))
    throw new Error(`"${text}" is no block of addresses like 10.0.0.0/8`);
  const size = 1n << (bits(family) - BigInt(length));
  const first = (parseAddress(address, family) / size) * size;
  return { family, first, last: first + size - 1n };
}

/** Whether one block holds all of another. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Every address, in pieces that lie wholly inside or wholly outside of each of some blocks; ascending by family. */
export function pieces(blocks: readonly Cidr[]): readonly Cidr[] {
  return everyAddress.flatMap(({ family, first, last }) => {
    const edges = blocks.filter((block) => block.family === family).flatMap((block) => [block.first, block.last + 1n]);
    const cuts = [...new Set([first, ...edges, last + 1n])].sort((a, b) => (a < b ? -1 : 1));
    return cuts.slice(1).map((next, index) => ({ family, first: cuts[index], last: next - 1n }));
  });
}

/** Addresses in words: a block where they are one, else the first and the last. */
export function formatAddresses({ family, first, last }: Cidr): string {
  const size = last - first + 1n;
  const length = bits(family) - BigInt(size.toString(2).length - 1);
  const block = `${formatAddress(first, family)}/${length}`;
  const isBlock = addressesOf(block).first === first && addressesOf(block).last === last;
  return isBlock ? block : `${formatAddress(first, family)} to ${formatAddress(last, family)}`;
}

function parseAddress(address: string, family: number): bigint {
  if (family === 4) return address.split(".").reduce((value, part) => (value << 8n) | BigInt(part), 0n);
  // A URL writes the address without an embedded IPv4 part.
  const [head, tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function formatAddress(value: bigint, family: number): string {
  const [count, width] = family === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from({ length: count }, (_, index) => {
    const part = (value >> (width * BigInt(count - 1 - index))) & ((1n << width) - 1n);
    return part.toString(family === 4 ? 10 : 16);
  });
  if (family === 4) return parts.join(".");
  return new URL(`http://[${parts.join(":")}]`).hostname.slice(1, -1);
}
