import type { ComplianceReport, ReportedViolation } from "./report";
import { place, subject, verdict, weight } from "./wording";

/** The longest comment that GitHub takes, in characters. */
const longest = 65_536;

/** Room that is kept for saying of each part what was left out. */
const reserve = 600;

const marks = {
  passed: "✅",
  failed: "❌",
  advisory: "⚠️",
  exempted: "⚠️",
  unknown: "❔",
  cluster: "❔",
} as const;

interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly open?: boolean;
}

/** A report as a comment on a pull request: the checklist, and the rest to unfold. Rows that do not fit are counted. */
export function markdown(report: ComplianceReport): string {
  const head = [
    `### Hardening checklist: ${escaped(report.source)}`,
    `**${escaped(verdict(report))}**`,
    rowsOf(
      ["Line", "Result", "Objects", "Rules", "Evidence"],
      [...report.checklist, ...report.beyond].map(({ text, result, objects, rules, evidence }) => [
        escaped(text),
        `${marks[result]} ${result}`,
        `${objects}`,
        rules.map((rule) => `\`${rule}\``).join(" "),
        escaped(evidence),
      ]),
    ).join("\n"),
  ].join("\n\n");
  let text = head;
  for (const section of sections(report)) {
    if (section.rows.length > 0) text += `\n\n${folded(section, longest - text.length)}`;
  }
  return text;
}

function sections({ violations, unjudged, exceptions, exempted, warnings }: ComplianceReport): Section[] {
  const columns = ["Severity", "Object", "Message", "Place"];
  return [
    { title: "Violations", columns, rows: violations.map(violationRow), open: true },
    {
      title: "Could not be judged",
      columns: ["Rule and object", "Reason"],
      rows: unjudged.map((one) => [subject(one), one.reason].map(escaped)),
      open: true,
    },
    {
      title: "Exceptions",
      columns: ["Rule", "Object", "Reason", "Owner", "Expires", "Covers"],
      rows: exceptions.map(({ rule, object, reason, owner, expires, expired, covered }) =>
        [rule, object, reason, owner, expired ? `${expires} (expired)` : expires, `${covered}`].map(escaped),
      ),
    },
    { title: "Excused by an exception", columns, rows: exempted.map(violationRow) },
    { title: "Warnings", columns: ["Warning"], rows: warnings.map((warning) => [escaped(warning)]) },
  ];
}

function violationRow(violation: ReportedViolation): string[] {
  const { object, message, location } = violation;
  return [weight(violation), object, message, place(location)].map(escaped);
}

/** A table to unfold, of at most so many characters with the line breaks before it. */
function folded({ title, columns, rows, open = false }: Section, room: number): string {
  const [titles, rule, ...lines] = rowsOf(columns, rows);
  const before = `<details${open ? " open" : ""}><summary>${title} (${rows.length})</summary>\n\n${titles}\n${rule}\n`;
  const after = "\n\n</details>";
  let left = room - before.length - after.length - reserve;
  const shown: string[] = [];
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    shown.push(line);
  }
  const missing = lines.length - shown.length;
  const note = missing === 0 ? "" : `\n\n**${missing} more did not fit here; \`--format json\` has all.**`;
  return shown.length === 0
    ? `**${title}: ${missing} did not fit here.**`
    : `${before}${shown.join("\n")}${note}${after}`;
}

function rowsOf(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

/** A text that Markdown and HTML leave as it is, on one line, and that calls nobody. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]#|~]/g, "\\$&")
    .replace(/@(?=\w)/g, "@<!-- -->");
}
