import type { KubernetesObject } from "../../policies/kubernetesObject";
import type { StackResource } from "../../policies/stackObjects";

/** Shorter values, such as user names, are words that a message needs. */
const shortest = 12;

/**
 * Takes the values of the Secrets that were read out of a text. Rules must not show them; this is what stands behind
 * that.
 */
export function secretMask(resources: readonly StackResource[]): (text: string) => string {
  const values = [...new Set(resources.flatMap(({ object }) => secretValues(object)))];
  // The longest first: one value may be part of another.
  values.sort((a, b) => b.length - a.length);
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, "(secret)"), text);
}

function secretValues({ kind, data, stringData }: KubernetesObject): string[] {
  if (kind !== "Secret") return [];
  const encoded = texts(data);
  const plain = [...encoded.map((value) => Buffer.from(value, "base64").toString()), ...texts(stringData)];
  return [...encoded, ...plain].filter((value) => value.length >= shortest);
}

function texts(values: unknown): string[] {
  return Object.values(values ?? {}).filter((value) => typeof value === "string");
}
