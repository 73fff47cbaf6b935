import { checklistLines, type Section } from "../../policies/checklist";
import { exceptionRule } from "../../policies/exceptionRule";
import { type Exception, isExpired } from "../../policies/exceptions";
import { objectId } from "../../policies/kubernetesObject";
import type { Violation } from "../../policies/objectRules";
import type { Rule, RuleDescription, Severity } from "../../policies/rule";
import type { StackPolicy } from "../../policies/stackPolicy";
import { type ChecklistResult, checklistResults } from "./checklistResults";
import { exceptionViolations, unusedExceptions } from "./exceptionReview";
import type { ComplianceInput, Location, Unjudged } from "./inputs/input";
import { judge, type Judgement } from "./judgement";
import { secretMask } from "./secretMask";

/** A violation as every format shows it. */
export interface ReportedViolation {
  /** Id of the rule. */
  readonly rule: string;
  readonly checklist: Section;
  readonly severity: Severity;
  /** `Kind/namespace/name`; the namespace of an object of the whole cluster is empty. */
  readonly object: string;
  /** Null where the violation is not a container's. */
  readonly container: string | null;
  /** Path of the field that must change, from the object's root. */
  readonly field: string;
  /** What is wrong and how to mend it; never a secret's value. */
  readonly message: string;
  /** The stack is a throw-away one, which cannot keep the rule: it does not fail the check. */
  readonly advisory: boolean;
  readonly location: Location;
}

/** An exception, and what it does. */
export interface ReportedException extends Exception {
  readonly expired: boolean;
  /** Violations that it covers. */
  readonly covered: number;
}

/** A rule, and how many objects it looked at. */
export interface ReportedRule extends Pick<
  RuleDescription,
  "id" | "title" | "checklist" | "severity" | "remedy" | "frameworks"
> {
  readonly objects: number;
}

/** The hardening checklist, judged. Plain data: as JSON it is the machine-readable report. */
export interface ComplianceReport {
  /** What was judged. */
  readonly source: string;
  /** When, ISO 8601. */
  readonly time: string;
  /** failed: a mandatory rule is violated. unknown: none is, but something could not be judged. */
  readonly result: "passed" | "failed" | "unknown";
  /** The runbook's eight lines. */
  readonly checklist: readonly ChecklistResult[];
  /** The rules that serve no line of it. */
  readonly beyond: readonly ChecklistResult[];
  /** The worst first. */
  readonly violations: readonly ReportedViolation[];
  /** What would be violations, but for an exception. */
  readonly exempted: readonly ReportedViolation[];
  readonly unjudged: readonly Unjudged[];
  readonly checked: {
    /** All objects that were read. */
    readonly objects: number;
    /** By id of the rule: the objects that it looked at. */
    readonly rules: Readonly<Record<string, number>>;
  };
  readonly exceptions: readonly ReportedException[];
  readonly rules: readonly ReportedRule[];
  readonly warnings: readonly string[];
}

const severities: readonly Severity[] = ["critical", "high", "medium", "low"];

/**
 * Judges objects.
 *
 * @param now Time of the report.
 */
export function examine(
  input: ComplianceInput,
  rules: readonly Rule[],
  policy: StackPolicy,
  now = new Date(),
): ComplianceReport {
  const { exceptions } = policy.context;
  const judgement = judge(rules, input.resources, policy.context, policy.declarations);
  const located = new Map(input.resources.map(({ object, location }) => [object, location]));
  const masked = secretMask(input.resources);
  const reported = ({ rule, object, container, field, message }: Violation): ReportedViolation => ({
    rule: rule.id,
    checklist: rule.checklist,
    severity: rule.severity,
    object: objectId(object),
    container: container ?? null,
    field,
    message: masked(message),
    advisory: policy.lenient && rule.lenientLocally === true,
    location: located.get(object) ?? input.location,
  });
  const violations = [
    ...judgement.rules.flatMap((judged) => judged.violations.map(reported)),
    ...exceptionViolations(exceptions, rules, input),
  ].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const exempted = judgement.rules.flatMap((judged) => judged.exempted.map(({ violation }) => reported(violation)));
  const unjudged = [
    ...input.unjudged,
    ...judgement.unjudged,
    ...judgement.rules.flatMap((judged) => judged.unjudged),
  ].map((one) => ({ ...one, reason: masked(one.reason) }));
  const known = exceptions.map((exception) => reportedException(exception, judgement));
  const illegible = input.unjudged.length + judgement.unjudged.length;
  const sectionsOf = (lines: readonly Section[]) => checklistResults(lines, judgement, violations, illegible);
  return {
    source: input.source,
    time: now.toISOString(),
    result: resultOf(violations, unjudged),
    checklist: sectionsOf(checklistLines),
    beyond: sectionsOf(["operations"]),
    violations,
    exempted,
    unjudged,
    checked: {
      objects: input.resources.length,
      rules: Object.fromEntries(judgement.rules.map(({ rule, objects }) => [rule.id, objects.length])),
    },
    exceptions: known,
    rules: reportedRules(judgement, exceptions.length),
    warnings: [...input.warnings, ...unusedExceptions(known, rules, input)],
  };
}

function resultOf(violations: readonly ReportedViolation[], unjudged: readonly Unjudged[]): ComplianceReport["result"] {
  if (violations.some(({ advisory }) => !advisory)) return "failed";
  return unjudged.length > 0 ? "unknown" : "passed";
}

function reportedException(exception: Exception, { rules }: Judgement): ReportedException {
  const exempted = rules.flatMap((judged) => judged.exempted);
  return {
    ...exception,
    expired: isExpired(exception),
    covered: exempted.filter(({ exceptions }) => exceptions.includes(exception)).length,
  };
}

function reportedRules({ rules }: Judgement, exceptions: number): ReportedRule[] {
  const judged = rules.map(({ rule, objects }) => ({ rule, objects: objects.length }));
  return [...judged, { rule: exceptionRule, objects: exceptions }].map(({ rule, objects }) => {
    const { id, title, checklist: line, severity, remedy, frameworks } = rule;
    return { id, title, checklist: line, severity, remedy, frameworks, objects };
  });
}
