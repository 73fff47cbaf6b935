import {
  isRpcSecret,
  specialSecretSig,
  specialSigKey,
  unknownValue,
  unwrapRpcSecret,
} from "@pulumi/pulumi/runtime/rpc";

/** A property as it travels between the engine and a provider: JSON, in which secrets are wrapped and unknowns marked. */
export type Properties = Record<string, unknown>;

/** The type token of a resource, e.g. `random:index/randomId:RandomId`, taken from its URN. */
export function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

/** Marks a value as secret: the engine encrypts it in state and never shows it. */
export function secret(value: unknown): Properties {
  return { [specialSigKey]: specialSecretSig, value };
}

/** The same value without the secret marks, at any depth, for computing with it. Never log the result. */
export function reveal(value: unknown): unknown {
  const plain: unknown = isRpcSecret(value) ? unwrapRpcSecret(value) : value;
  if (Array.isArray(plain)) return plain.map(reveal);
  if (typeof plain === "object" && plain !== null) {
    return Object.fromEntries(Object.entries(plain).map(([key, nested]) => [key, reveal(nested)]));
  }
  return plain;
}

/** Every text inside a secret mark, at any depth: what must not be printed. */
export function secretTexts(value: unknown, inSecret = false): string[] {
  if (typeof value === "string") return inSecret && value !== "" ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (isRpcSecret(value)) return secretTexts(unwrapRpcSecret(value), true);
  return Object.values(value).flatMap((nested) => secretTexts(nested, inSecret));
}

/** Whether a value is known only after another resource has been made, as happens in previews. */
export function isUnknown(value: unknown): boolean {
  return reveal(value) === unknownValue;
}

/** Whether a value carries a secret mark, at any depth. */
export function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isRpcSecret(value) || Object.values(value).some(hasSecret);
}
