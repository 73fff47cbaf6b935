import type { KubernetesObject } from "./kubernetesObject";

/** A rule that one object may break, for a time. */
export interface Exception {
  /** Id of the rule. */
  readonly rule: string;
  /** `Kind/namespace/name`; `*` as the name means every object of the kind in the namespace. */
  readonly object: string;
  /** Why the object cannot comply. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Last day on which the exception holds (UTC), such as "2027-03-31". */
  readonly expires: string;
}

/** Whether an exception no longer holds. */
export function isExpired({ expires }: Exception, now = new Date()): boolean {
  return now.toISOString().slice(0, 10) > expires;
}

/** The parts of an exception's object. */
export function parseObject({ object }: Exception): { kind: string; namespace: string; name: string } {
  const [kind = "", namespace = "", name = ""] = object.split("/");
  return { kind, namespace, name };
}

/** The exceptions that let an object break a rule. */
export function exceptionsFor(
  exceptions: readonly Exception[],
  rule: string,
  object: KubernetesObject,
): readonly Exception[] {
  return exceptions.filter(
    (exception) => exception.rule === rule && !isExpired(exception) && covers(exception, object),
  );
}

/** Whether an exception names an object. */
export function covers(exception: Exception, { kind, metadata }: KubernetesObject): boolean {
  const named = parseObject(exception);
  return (
    named.kind === kind &&
    named.namespace === (metadata.namespace ?? "") &&
    (named.name === "*" || named.name === metadata.name)
  );
}
