import type { LineReport, PostureReport, Result } from "./report";

const words: Readonly<Record<Result, string>> = { passed: "passed", failed: "FAILED", unknown: "unknown" };

/** The report for a terminal: the lines with their results, then each with what was found. */
export function terminal({ namespace, context, time, lines }: PostureReport): string {
  const width = Math.max(...Object.values(words).map(({ length }) => length));
  const rows = lines.flatMap((line) => [
    `${words[line.result].padEnd(width)}  ${line.title}`,
    ...details(line).map((detail) => `${" ".repeat(width)}    ${detail}`),
  ]);
  return [
    `Security posture of namespace ${namespace} (context ${context}, ${time})`,
    "",
    ...rows,
    "",
    summary(lines),
  ].join("\n");
}

/** The report as a Markdown table. */
export function markdown({ namespace, context, time, lines }: PostureReport): string {
  const rows = lines.map(
    (line) => `| ${cell(line.title)} | ${line.result} | ${details(line).map(cell).join("<br>")} |`,
  );
  return [
    `### Security posture of namespace \`${namespace}\``,
    "",
    `Context \`${context}\`, ${time}: ${summary(lines)}.`,
    "",
    "| Line | Result | What was found |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** The report as JSON. */
export function json(report: PostureReport): string {
  return JSON.stringify(report, null, 2);
}

/** What is wrong first. */
function details({ problems, unanswered, evidence }: LineReport): string[] {
  const texts = [
    ...problems.map((text) => `problem: ${text}`),
    ...unanswered.map((text) => `not known: ${text}`),
    ...evidence.map((text) => `seen: ${text}`),
  ];
  // The last words of a container may be anything; here they stay one line of letters.
  return texts.map((text) => text.replace(/[\p{Cc}\s]+/gu, " "));
}

function summary(lines: readonly LineReport[]): string {
  const count = (result: Result) => lines.filter((line) => line.result === result).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("unknown")} unknown`;
}

/** A text in a cell: nothing of it is markup. */
function cell(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\|`*_[\]]/g, "\\$&");
}
