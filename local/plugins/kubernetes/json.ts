/** JSON as the API server and the engine exchange it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** One step into a value: a key of an object or an index of a list. */
export type Step = string | number;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object without some of its keys. */
export function without(object: JsonObject, ...keys: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The value at a path, undefined where the path ends early. */
export function at(value: Json | undefined, ...path: Step[]): Json | undefined {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === "number") here = here[step];
    else if (isObject(here)) here = here[step];
    else return undefined;
  }
  return here;
}

/** The string at a path, "" where there is none. */
export function textAt(value: Json | undefined, ...path: Step[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number at a path, 0 where there is none: the API server leaves zero counts of a status out. */
export function countAt(value: Json | undefined, ...path: Step[]): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : 0;
}

/** The objects of the list at a path, none where there is no list. */
export function listAt(value: Json | undefined, ...path: Step[]): JsonObject[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** Equal by content; the order of keys does not count. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => equal(a[key], b[key]));
  }
  return false;
}

/** A path as Pulumi writes it: `spec.containers[0].image`, `metadata.annotations["example.com/key"]`. */
export function writePath(path: readonly Step[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (/^[A-Za-z_$][\w$-]*$/.test(step)) return index === 0 ? step : `.${step}`;
      return `[${JSON.stringify(step)}]`;
    })
    .join("");
}

/** Calls `visit` with every leaf (anything but an object or list) below a value. */
export function eachLeaf(value: Json | undefined, visit: (leaf: Exclude<Json, Json[] | JsonObject>) => void): void {
  if (value === undefined) return;
  if (Array.isArray(value)) for (const item of value) eachLeaf(item, visit);
  else if (isObject(value)) for (const item of Object.values(value)) eachLeaf(item, visit);
  else visit(value);
}
