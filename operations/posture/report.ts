import { checklist, type ChecklistLine } from "../../policies/checklist";

/** How a line of the checklist stands: what was not read has not passed. */
export type Result = "passed" | "failed" | "unknown";

/** What was found out about a line. */
export interface Findings {
  /** What was seen that speaks for the line. */
  readonly evidence: readonly string[];
  /** What is wrong, each with the object and what to do. */
  readonly problems: readonly string[];
  /** What could not be read, each with the reason. */
  readonly unanswered: readonly string[];
}

/** A line of the checklist with what was found out about it. */
export interface LineReport extends Findings {
  readonly line: ChecklistLine;
  /** The line in the runbook's words. */
  readonly title: string;
  readonly result: Result;
}

/** The checklist as the live cluster keeps it. */
export interface PostureReport {
  readonly namespace: string;
  /** Context of the kubeconfig through which the cluster was read. */
  readonly context: string;
  /** When the cluster was read, ISO 8601, UTC. */
  readonly time: string;
  /** Every line, in the runbook's order. */
  readonly lines: readonly LineReport[];
}

export const evidence = (...texts: string[]): Findings => ({ evidence: texts, problems: [], unanswered: [] });
export const problem = (...texts: string[]): Findings => ({ evidence: [], problems: texts, unanswered: [] });
export const unanswered = (...texts: string[]): Findings => ({ evidence: [], problems: [], unanswered: texts });

/** Several findings as one; what was found twice is told once. */
export function together(...findings: readonly Findings[]): Findings {
  const all = (part: keyof Findings) => [...new Set(findings.flatMap((each) => each[part]))];
  return { evidence: all("evidence"), problems: all("problems"), unanswered: all("unanswered") };
}

/** A line with its result: any problem fails it, and it passes if there is evidence and no question is left open. */
export function lineReport(line: ChecklistLine, findings: Findings): LineReport {
  const { evidence, problems, unanswered } = findings;
  const nothing = evidence.length + problems.length + unanswered.length === 0;
  const open = nothing ? ["nothing was found in the cluster that answers this line"] : unanswered;
  const passed = open.length === 0 ? "passed" : "unknown";
  return {
    line,
    title: checklist[line],
    result: problems.length > 0 ? "failed" : passed,
    evidence,
    problems,
    unanswered: open,
  };
}

/**
 * The exit code of a report: 0 if every line passed, 1 if one failed, 2 if none failed but one is unknown.
 */
export function exitCode({ lines }: PostureReport): 0 | 1 | 2 {
  const results = lines.map(({ result }) => result);
  if (results.includes("failed")) return 1;
  return results.includes("unknown") ? 2 : 0;
}
