import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { eachLeaf, isObject, type Json, type JsonObject } from "./json";

// The engine's wire format for values that are more than JSON (pulumi/pulumi: sdk/go/common/resource, signatures).
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What the engine sends for a value that is not known before the update has run. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Which parts of a value are secret: true for all of it, or the marks of its keys (indices for lists). */
export type Marks = true | Map<string, Marks>;

/** A decoded property bag: plain values (unknowns stay as `unknownValue`), with the marks of what is secret. */
export interface Properties {
  value: JsonObject;
  secrets: Marks | undefined;
}

/** Reads a property bag of the engine. Nulls are left out, as the genuine provider does. */
export function decode(struct: Struct | undefined): Properties {
  const { value, marks } = strip(struct?.toJavaScript());
  return { value: isObject(value) ? value : {}, secrets: marks };
}

/** Writes a property bag for the engine, the marked parts as secrets. Marks of absent values count for nothing. */
export function encode(value: JsonObject, secrets: Marks | undefined): Struct {
  const sealed = seal(value, secrets instanceof Map ? secrets : undefined);
  return Struct.fromJavaScript(sealed as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** Whether any value in there is unknown. */
export function hasUnknown(value: Json | undefined): boolean {
  let found = false;
  eachLeaf(value, (leaf) => {
    found ||= leaf === unknownValue;
  });
  return found;
}

/** Both sets of marks together. */
export function joinMarks(a: Marks | undefined, b: Marks | undefined): Marks | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a === true || b === true) return true;
  const joined = new Map(a);
  for (const [key, marks] of b) {
    const both = joinMarks(joined.get(key), marks);
    if (both !== undefined) joined.set(key, both);
  }
  return joined;
}

/** The leaf strings that the marks cover: what must never show in a message. */
export function secretStrings(value: Json | undefined, marks: Marks | undefined): string[] {
  const found: string[] = [];
  if (marks === true) {
    eachLeaf(value, (leaf) => {
      if (typeof leaf === "string" && leaf !== unknownValue) found.push(leaf);
    });
  } else if (marks !== undefined && value !== undefined) {
    for (const [key, item] of entries(value)) found.push(...secretStrings(item, marks.get(key)));
  }
  return found;
}

function strip(value: Json | undefined): { value: Json | undefined; marks: Marks | undefined } {
  if (!Array.isArray(value) && !isObject(value)) return { value: value ?? undefined, marks: undefined };
  if (isObject(value) && value[signatureKey] === secretSignature) {
    return { value: strip(value.value).value, marks: true };
  }
  if (isObject(value) && value[signatureKey] === outputSignature) {
    const inner = "value" in value ? strip(value.value) : { value: unknownValue, marks: undefined };
    return value.secret === true ? { value: inner.value, marks: true } : inner;
  }
  const marks = new Map<string, Marks>();
  const items = entries(value).map(([key, item]) => {
    const inner = strip(item);
    if (inner.marks) marks.set(key, inner.marks);
    return [key, inner.value] as const;
  });
  return {
    value: Array.isArray(value)
      ? items.map(([, item]) => item ?? null)
      : Object.fromEntries(items.filter(([, item]) => item !== undefined)),
    marks: marks.size > 0 ? marks : undefined,
  };
}

function seal(value: Json, marks: Marks | undefined): Json {
  if (marks === true) return { [signatureKey]: secretSignature, value: seal(value, undefined) };
  if (Array.isArray(value)) return value.map((item, index) => seal(item, marks?.get(String(index))));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, seal(item, marks?.get(key))]])),
  );
}

function entries(value: Json): [string, Json | undefined][] {
  return isObject(value) || Array.isArray(value) ? Object.entries(value) : [];
}
