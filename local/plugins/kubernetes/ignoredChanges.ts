import { at, isObject, type Json, type JsonObject, type Step } from "./json";

/** A step of a pattern; null stands for any key or index. */
type Pattern = (Step | null)[];

/** Reads a path as `ignoreChanges` has it: `spec.replicas`, `spec.containers[*].image`, `data["a.b"]`. */
function parsePath(path: string): Pattern {
  const parts = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|([^.[\]]+)/g);
  return [...parts].map((part: (string | undefined)[]) => {
    const [, quoted, index, key = ""] = part;
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
    if (index !== undefined) return index === "*" ? null : Number(index);
    return key;
  });
}

/** Whether a path is one of the ignored ones, or lies below one. */
export function isIgnored(path: readonly Step[], ignored: readonly string[]): boolean {
  return ignored.some((text) =>
    parsePath(text).every((step, i) => path.length > i && (step === null || step === path[i])),
  );
}

/**
 * The object with the live values in place of the ignored fields: applying them changes nothing and takes nothing
 * away from the manager that has set them.
 */
export function keepLiveValues(object: JsonObject, live: JsonObject, ignored: readonly string[]): JsonObject {
  return ignored.reduce((kept, text) => replaced(kept, live, parsePath(text)) as JsonObject, object);
}

function replaced(declared: Json | undefined, live: Json | undefined, path: Pattern): Json | undefined {
  if (path.length === 0) return live;
  const [step, ...rest] = path;
  if (Array.isArray(declared)) {
    return declared.map((item, index) =>
      step === null || step === index ? (replaced(item, at(live, index), rest) ?? null) : item,
    );
  }
  if (!isObject(declared)) return declared;
  const keys = step === null ? Object.keys(declared) : [String(step)];
  const kept = { ...declared };
  for (const key of keys) kept[key] = replaced(declared[key], at(live, key), rest);
  return kept;
}
