import { exceptionsFor } from "./exceptions";
import { message } from "./message";
import type { Violation } from "./objectRules";
import type { StackRule } from "./rule";
import type { StackObjects } from "./stackObjects";
import type { PolicyContext } from "./variables";

/** The violations of a rule about the whole, without those that an exception covers. */
export function stackViolations(
  rule: StackRule,
  stack: StackObjects,
  { exceptions }: PolicyContext,
): readonly Violation[] {
  return rule
    .check(stack)
    .filter(({ object }) => exceptionsFor(exceptions, rule.id, object).length === 0)
    .map(({ object, field, problem }) => ({ rule, object, field, message: message(rule, field, problem) }));
}
