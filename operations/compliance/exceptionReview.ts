import { covers, type Exception, isExpired } from "../../policies/exceptions";
import { message } from "../../policies/message";
import type { Rule, RuleDescription } from "../../policies/rule";
import type { ComplianceInput } from "./inputs/input";
import type { ReportedException, ReportedViolation } from "./report";

/** What is demanded of the exceptions themselves. */
export const exceptionRule: RuleDescription = {
  id: "exceptions",
  title: "Exceptions name a rule and an object that there are, and have not expired",
  checklist: "admission-controllers",
  severity: "high",
  frameworks: [],
  remedy: "Mend the object and remove the exception, or let its owner renew it with a new date.",
};

/**
 * The exceptions that no longer hold, or never did. One that has expired counts against the line of the checklist that
 * it weakened.
 */
export function exceptionViolations(
  exceptions: readonly Exception[],
  rules: readonly Rule[],
  { resources, location }: ComplianceInput,
): ReportedViolation[] {
  return exceptions.flatMap((exception) => {
    const rule = rules.find(({ id }) => id === exception.rule);
    const problem = problemOf(exception, rule, resources);
    if (problem === undefined) return [];
    return {
      rule: exceptionRule.id,
      checklist: rule?.checklist ?? exceptionRule.checklist,
      severity: exceptionRule.severity,
      object: exception.object,
      container: null,
      field: "policy.exceptions",
      message: message(exceptionRule, `exception from ${exception.rule} for ${exception.object}`, problem),
      advisory: false,
      location,
    };
  });
}

/** Sentences about the exceptions that are valid, but excuse nothing. */
export function unusedExceptions(
  exceptions: readonly ReportedException[],
  rules: readonly Rule[],
  { resources }: ComplianceInput,
): string[] {
  return exceptions
    .filter(({ covered }) => covered === 0)
    .filter(
      (exception) =>
        problemOf(
          exception,
          rules.find(({ id }) => id === exception.rule),
          resources,
        ) === undefined,
    )
    .map(({ rule, object }) => `The exception from ${rule} for ${object} is not needed: the object keeps the rule.`);
}

function problemOf(
  exception: Exception,
  rule: Rule | undefined,
  resources: ComplianceInput["resources"],
): string | undefined {
  if (rule === undefined) return `there is no rule ${exception.rule}`;
  if (isExpired(exception)) return `it expired on ${exception.expires} (owner: ${exception.owner})`;
  if (!resources.some(({ object }) => covers(exception, object))) return "there is no such object";
  return undefined;
}
