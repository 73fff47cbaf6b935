import type { Location, Unjudged } from "./inputs/input";
import type { ComplianceReport, ReportedViolation } from "./report";

/** A report in one sentence. */
export function verdict({ result, violations, unjudged, checked, checklist }: ComplianceReport): string {
  const mandatory = violations.filter(({ advisory }) => !advisory).length;
  const advisory = violations.length - mandatory;
  const unproven = checklist.filter((line) => line.result === "cluster" || line.result === "unknown").length;
  const counts = [
    `objects: ${checked.objects}`,
    `violations: ${mandatory}`,
    ...(advisory > 0 ? [`advisory violations: ${advisory}`] : []),
    ...(unjudged.length > 0 ? [`not judged: ${unjudged.length}`] : []),
    ...(unproven > 0 ? [`lines of the checklist that these objects do not prove: ${unproven}`] : []),
  ];
  return `${{ passed: "Passed", failed: "Failed", unknown: "Could not be judged" }[result]} (${counts.join("; ")})`;
}

/** A violation's severity, and whether it counts. */
export function weight({ severity, advisory }: ReportedViolation): string {
  return advisory ? `${severity} (advisory)` : severity;
}

/** A location as editors and terminals open it. */
export function place({ file, line }: Location): string {
  return `${file}:${line}`;
}

/** Which rule could not judge which object, and where that is. */
export function subject({ rule, object, location }: Unjudged): string {
  return [rule, object, location && place(location)].filter(Boolean).join("  ");
}
