import type { KubernetesObject } from "./kubernetesObject";
import { podPath } from "./targets";

/** A part of an object: plain JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** A changed copy of a part. */
export type Change = (fields: Fields) => Fields;

/** A copy of an object with pods, its pod specification changed. */
export function withPod(object: KubernetesObject, change: Change): KubernetesObject {
  return at(podPath(object.kind), change)(object) as KubernetesObject;
}

/** A copy of an object with pods, each of its containers changed, also init and ephemeral ones. */
export function withContainers(object: KubernetesObject, change: Change): KubernetesObject {
  return withPod(object, (pod) =>
    withFields(
      pod,
      Object.fromEntries(
        ["containers", "initContainers", "ephemeralContainers"]
          .map((list) => [list, pod[list]] as const)
          .filter((entry): entry is [string, Fields[]] => Array.isArray(entry[1]))
          .map(([list, containers]) => [list, containers.map(change)]),
      ),
    ),
  );
}

/** The change that sets one field and makes the parts on the way to it. */
export function set(path: string, value: unknown): Change {
  const steps = path.split(".");
  return at(steps.slice(0, -1), (fields) => withFields(fields, { [steps[steps.length - 1]]: value }));
}

/** What a part has at a path; undefined where it ends before. */
export function read(fields: Fields, path: string): unknown {
  return path.split(".").reduce<unknown>((value, step) => (value as Fields | null | undefined)?.[step], fields);
}

function at(path: readonly string[], change: Change): Change {
  if (path.length === 0) return change;
  const [step, ...rest] = path;
  return (fields) => withFields(fields, { [step]: at(rest, change)((fields[step] ?? {}) as Fields) });
}

/** A copy with other fields. Not by spreading, which would read every field, also those that are not known yet. */
function withFields(fields: Fields, others: Fields): Fields {
  const descriptors = { ...Object.getOwnPropertyDescriptors(fields), ...Object.getOwnPropertyDescriptors(others) };
  return Object.defineProperties({}, descriptors);
}
