import { equal, isObject, type Json, type JsonObject, type Step } from "./json";

/** One difference between what is there and what is declared. */
export interface Change {
  path: Step[];
  kind: "add" | "delete" | "update";
}

/**
 * The live object reduced to the fields that were declared: what the cluster fills in by itself (defaults, status,
 * defaulted fields in lists of the same length) is no difference to the declaration.
 * Both sides must be normalised (see `normalised`).
 */
export function declaredPart(live: JsonObject, declared: JsonObject): JsonObject {
  return reduced(live, declared) as JsonObject;
}

/** The differences between two declarations by path, in a stable order. */
export function changes(before: JsonObject, after: JsonObject): Change[] {
  return differences(before, after, []);
}

function reduced(live: Json, declared: Json): Json {
  if (isObject(live) && isObject(declared)) {
    return Object.fromEntries(
      Object.entries(declared).flatMap(([key, wanted]): [string, Json | undefined][] => {
        const found = Object.hasOwn(live, key) ? live[key] : undefined;
        if (found !== undefined && wanted !== undefined) return [[key, reduced(found, wanted)]];
        // The API server leaves out empty values; that is the same declaration.
        return found === undefined && isEmpty(wanted) ? [[key, wanted]] : [];
      }),
    );
  }
  if (Array.isArray(live) && Array.isArray(declared) && live.length === declared.length) {
    return live.map((item, index) => reduced(item, declared[index] ?? null));
  }
  return live;
}

function isEmpty(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === "" || value === false || value === 0) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function differences(before: Json | undefined, after: Json | undefined, path: Step[]): Change[] {
  if (equal(before, after)) return [];
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = before.length > after.length ? before : after;
    return longest.flatMap((_, index) => differences(before[index], after[index], [...path, index]));
  }
  return [{ path, kind: "update" }];
}
