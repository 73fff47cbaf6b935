import type { ComplianceReport, ReportedViolation } from "./report";
import { type Column, table, wrap } from "./table";
import { place, subject, verdict, weight } from "./wording";

const columns: readonly Column[] = [
  { title: "LINE", width: 28 },
  { title: "RESULT", width: 8 },
  { title: "OBJECTS", width: 7 },
  { title: "RULES", width: 30 },
  { title: "EVIDENCE", width: 39 },
];

const width = columns.reduce((sum, column) => sum + column.width + 2, -2);

/** A report to read on a terminal of 120 columns. */
export function terminal(report: ComplianceReport): string {
  const { source, checklist, beyond, violations, exempted, exceptions, unjudged, warnings } = report;
  const rows = [...checklist, ...beyond].map(({ text, result, objects, rules, evidence }) => [
    text,
    result,
    `${objects}`,
    rules.join(" "),
    evidence,
  ]);
  return [
    `Hardening checklist: ${source}`,
    table(columns, rows),
    ...section("Violations", violations.map(violationText)),
    ...section(
      "Could not be judged",
      unjudged.map((one) => [subject(one), one.reason]),
    ),
    ...section(
      "Exceptions",
      exceptions.map(({ rule, object, reason, owner, expires, expired, covered }) => [
        `${rule} for ${object}: ${expired ? "expired on" : "until"} ${expires}, covers ${covered}`,
        `${reason} (${owner})`,
      ]),
    ),
    ...section("Excused by an exception", exempted.map(violationText)),
    ...section(
      "Warnings",
      warnings.map((warning) => [warning]),
    ),
    verdict(report),
  ]
    .map(printable)
    .join("\n\n");
}

function violationText(violation: ReportedViolation): string[] {
  return [`${weight(violation)}  ${violation.object}  ${place(violation.location)}`, violation.message];
}

/** Entries of a headline and what follows it, indented; nothing where there are none. */
function section(title: string, entries: readonly (readonly string[])[]): string[] {
  if (entries.length === 0) return [];
  const text = entries.map(([head, ...body]) =>
    [`  ${head}`, ...body.flatMap((part) => wrap(part, width - 4).map((line) => `    ${line}`))].join("\n"),
  );
  return [`${title} (${entries.length})\n${text.join("\n")}`];
}

/** Names come from files of others: what would steer the terminal is shown, not obeyed. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is meant
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
