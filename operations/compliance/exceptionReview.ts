import { exceptionMessage, exceptionRule, expiryProblem } from "../../policies/exceptionRule";
import { covers, type Exception } from "../../policies/exceptions";
import type { Rule } from "../../policies/rule";
import type { ComplianceInput } from "./inputs/input";
import type { ReportedException, ReportedViolation } from "./report";

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
      message: exceptionMessage(exception, problem),
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
  const expired = expiryProblem(exception);
  if (expired !== undefined) return expired;
  return resources.some(({ object }) => covers(exception, object)) ? undefined : "there is no such object";
}
