import { type Exception, exceptionsFor } from "../../policies/exceptions";
import { stackViolations } from "../../policies/stackRules";
import { objectId } from "../../policies/kubernetesObject";
import { appliesTo, ExaminedObject, type Violation } from "../../policies/objectRules";
import { isObjectRule, type ObjectRule, type Rule, type RuleDescription, type StackRule } from "../../policies/rule";
import { type Declarations, StackObjects, type StackResource } from "../../policies/stackObjects";
import type { PolicyContext } from "../../policies/variables";
import type { LocatedResource, Unjudged } from "./inputs/input";

/** What one rule says of all objects. */
export interface RuleJudgement {
  readonly rule: RuleDescription;
  /** What it looked at: for a rule about the whole, everything. */
  readonly objects: readonly StackResource[];
  readonly violations: readonly Violation[];
  /** What would be violations, but for an exception. */
  readonly exempted: readonly Exempted[];
  readonly unjudged: readonly Unjudged[];
}

/** A violation that an exception covers. */
export interface Exempted {
  readonly violation: Violation;
  readonly exceptions: readonly Exception[];
}

/** What all rules say. */
export interface Judgement {
  readonly rules: readonly RuleJudgement[];
  /** Objects that no rule could read. */
  readonly unjudged: readonly Unjudged[];
}

/** Puts every rule to every object. What a rule cannot evaluate is told, and keeps no other rule from its work. */
export function judge(
  rules: readonly Rule[],
  resources: readonly LocatedResource[],
  policy: PolicyContext,
  declarations: Declarations,
): Judgement {
  const unjudged: Unjudged[] = [];
  const legible = resources.flatMap((resource) => {
    try {
      return [{ resource, examined: new ExaminedObject(resource.object, policy) }];
    } catch (error) {
      unjudged.push({
        object: objectId(resource.object),
        reason: `it is not what its kind demands: ${reason(error)}`,
        location: resource.location,
      });
      return [];
    }
  });
  const stack = new StackObjects(
    legible.map(({ resource }) => resource),
    declarations,
  );
  return {
    rules: rules.map((rule) =>
      isObjectRule(rule) ? judgeEach(rule, legible, policy) : judgeWhole(rule, stack, policy),
    ),
    unjudged,
  };
}

function judgeEach(
  rule: ObjectRule,
  all: readonly { resource: LocatedResource; examined: ExaminedObject }[],
  policy: PolicyContext,
): RuleJudgement {
  const concerned = all.filter(({ resource }) => appliesTo(rule, resource.object));
  const violations: Violation[] = [];
  const exempted: Exempted[] = [];
  const unjudged: Unjudged[] = [];
  for (const { resource, examined } of concerned) {
    const { object, location } = resource;
    try {
      violations.push(...examined.violations(rule));
      if (!examined.isExcepted(rule)) continue;
      const under = (exceptions: readonly Exception[]) => new ExaminedObject(object, { ...policy, exceptions });
      const covering = policy.exceptions.filter((exception) => under([exception]).isExcepted(rule));
      exempted.push(
        ...under([])
          .violations(rule)
          .map((violation) => ({ violation, exceptions: covering })),
      );
    } catch (error) {
      unjudged.push({ rule: rule.id, object: objectId(object), reason: reason(error), location });
    }
  }
  return { rule, objects: concerned.map(({ resource }) => resource), violations, exempted, unjudged };
}

function judgeWhole(rule: StackRule, stack: StackObjects, policy: PolicyContext): RuleJudgement {
  const objects = stack.resources;
  try {
    const all = stackViolations(rule, stack, { ...policy, exceptions: [] });
    const judged = all.map((violation) => ({
      violation,
      exceptions: exceptionsFor(policy.exceptions, rule.id, violation.object),
    }));
    return {
      rule,
      objects,
      violations: judged.filter(({ exceptions }) => exceptions.length === 0).map(({ violation }) => violation),
      exempted: judged.filter(({ exceptions }) => exceptions.length > 0),
      unjudged: [],
    };
  } catch (error) {
    return { rule, objects, violations: [], exempted: [], unjudged: [{ rule: rule.id, reason: reason(error) }] };
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0] : String(error);
}
