import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { ExaminedObject } from "../../../policies/objectRules";
import { objectRules } from "../../../policies/rules";
import { defaultPolicy } from "../../../policies/stackPolicy";
import type { Registration } from "../recording";

/** What the hardening rules find in the objects of a run. */
export function broken(registrations: readonly Registration[]): string[] {
  return registrations
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => new ExaminedObject(inputs as unknown as KubernetesObject, defaultPolicy.context))
    .flatMap((object) => objectRules.flatMap((rule) => object.violations(rule)))
    .map(({ message }) => message);
}
