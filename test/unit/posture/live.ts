import { LiveObjects } from "../../../operations/posture/liveObjects";
import type { Exception } from "../../../policies/exceptions";
import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { defaultParameters } from "../../../policies/parameters";

/** A namespace as it was read: objects of any kind, and the kinds that could not be read. */
export function live(
  objects: readonly KubernetesObject[],
  unread: Readonly<Record<string, string>> = {},
  exceptions: readonly Exception[] = [],
): LiveObjects {
  type Parts = ConstructorParameters<typeof LiveObjects>;
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  const byKind = new Map(kinds.map((kind) => [kind, objects.filter((object) => object.kind === kind)]));
  return new LiveObjects(byKind as unknown as Parts[0], new Map(Object.entries(unread)) as unknown as Parts[1], {
    parameters: defaultParameters,
    exceptions,
  });
}
