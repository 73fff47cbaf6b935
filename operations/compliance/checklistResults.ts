import { sections, type Section } from "../../policies/checklist";
import type { Judgement } from "./judgement";
import type { ReportedViolation } from "./report";

/**
 * What is known of a line: "passed", every rule is kept; "exempted", but for exceptions; "advisory", but for what a
 * throw-away stack may break; "unknown", something could not be judged or there was nothing to judge; "cluster", only
 * the live cluster can tell.
 */
export type LineResult = "passed" | "failed" | "advisory" | "exempted" | "unknown" | "cluster";

/** A line of the checklist, or what is beyond it, judged. */
export interface ChecklistResult {
  readonly line: Section;
  /** The runbook's words, for a line of it. */
  readonly text: string;
  /** Ids of the rules that serve it. */
  readonly rules: readonly string[];
  /** How many objects they looked at. */
  readonly objects: number;
  readonly result: LineResult;
  /** What the result rests on, and what it leaves open. */
  readonly evidence: string;
}

/** What the objects of a namespace cannot prove. */
const clusterEvidence: Readonly<Partial<Record<Section, string>>> = {
  "encryption-at-rest": "Whether the API server encrypts what it stores",
  "image-scanning": "Whether the images were scanned, and with what result",
  "admission-controllers": "Whether admission refuses what it must",
  "audit-logging": "Whether the API server writes an audit log",
};

/**
 * Every line of the checklist, or of other sections of rules.
 *
 * @param illegible How many objects no rule could read: no line has passed while there are any.
 */
export function checklistResults(
  lines: readonly Section[],
  judgement: Judgement,
  violations: readonly ReportedViolation[],
  illegible: number,
): ChecklistResult[] {
  return lines.map((line) => {
    const judged = judgement.rules.filter(({ rule }) => rule.checklist === line);
    const found = violations.filter((violation) => violation.checklist === line);
    const advisory = found.filter((violation) => violation.advisory).length;
    const counts: Counts = {
      rules: judged.length,
      objects: new Set(judged.flatMap(({ objects }) => objects)).size,
      failed: found.length - advisory,
      advisory,
      exempted: judged.flatMap(({ exempted }) => exempted).length,
      unjudged: illegible + judged.flatMap(({ unjudged }) => unjudged).length,
    };
    return {
      line,
      text: sections[line],
      rules: judged.map(({ rule }) => rule.id),
      objects: counts.objects,
      result: resultOf(counts),
      evidence: evidence(line, counts),
    };
  });
}

interface Counts {
  readonly rules: number;
  readonly objects: number;
  readonly failed: number;
  readonly advisory: number;
  readonly exempted: number;
  readonly unjudged: number;
}

function resultOf({ rules, objects, failed, advisory, exempted, unjudged }: Counts): LineResult {
  if (failed > 0) return "failed";
  if (rules === 0) return "cluster";
  if (unjudged > 0 || objects === 0) return "unknown";
  if (advisory > 0) return "advisory";
  return exempted > 0 ? "exempted" : "passed";
}

function evidence(line: Section, { rules, objects, failed, advisory, exempted, unjudged }: Counts): string {
  const open = clusterEvidence[line] ?? (rules === 0 ? "This line" : undefined);
  return [
    ...(rules > 0 && objects === 0 ? ["There is no object of the kinds that its rules are about."] : []),
    ...(rules > 0 && objects > 0 ? [`${counted(rules, "rule")} on ${counted(objects, "object")}.`] : []),
    ...(failed > 0 ? [`${counted(failed, "violation")}.`] : []),
    ...(advisory > 0 ? [`${counted(advisory, "violation")} that a throw-away stack may have.`] : []),
    ...(exempted > 0 ? [`${counted(exempted, "violation")} under an exception.`] : []),
    ...(rules > 0 && unjudged > 0 ? [`${counted(unjudged, "time")} a rule or an object could not be judged.`] : []),
    ...(open === undefined ? [] : [`${open} is shown by the live cluster: orchestrix posture.`]),
  ].join(" ");
}

const counted = (number: number, thing: string) => `${number} ${thing}${number === 1 ? "" : "s"}`;
