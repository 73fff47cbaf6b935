import { covers, isExpired } from "./exceptions";
import { message } from "./message";
import { appliesTo, ExaminedObject, type Violation } from "./objectRules";
import type { Rule, StackRule } from "./rule";
import { isObjectRule } from "./rule";
import { type Declarations, StackObjects, type StackResource } from "./stackObjects";
import type { PolicyContext } from "./variables";

/** What the rules say of a set of objects. */
export interface Examination {
  readonly violations: readonly Violation[];
  /** By id of the rule: how many objects it looked at. A rule about the whole looks at all of them. */
  readonly checked: ReadonlyMap<string, number>;
}

/**
 * Puts every rule to every object.
 *
 * @throws Error if a rule cannot be evaluated: what was not checked has not passed.
 */
export function examine(
  rules: readonly Rule[],
  resources: readonly StackResource[],
  policy: PolicyContext,
  declarations: Declarations,
): Examination {
  const examined = resources.map(({ object }) => new ExaminedObject(object, policy));
  const stack = new StackObjects(resources, declarations);
  const checked = new Map<string, number>();
  const violations = rules.flatMap((rule) => {
    if (!isObjectRule(rule)) {
      checked.set(rule.id, resources.length);
      return stackViolations(rule, stack, policy);
    }
    const concerned = examined.filter(({ object }) => appliesTo(rule, object));
    checked.set(rule.id, concerned.length);
    return concerned.flatMap((object) => object.violations(rule));
  });
  return { violations, checked };
}

/** The violations of a rule about the whole, without those that an exception covers. */
export function stackViolations(
  rule: StackRule,
  stack: StackObjects,
  { exceptions }: PolicyContext,
): readonly Violation[] {
  const holding = exceptions.filter((exception) => exception.rule === rule.id && !isExpired(exception));
  return rule
    .check(stack)
    .filter(({ object }) => !holding.some((exception) => covers(exception, object)))
    .map(({ object, field, problem }) => ({
      rule,
      object,
      field,
      message: message(rule, field, problem),
    }));
}
