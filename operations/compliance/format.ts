import { markdown } from "./markdown";
import type { ComplianceReport } from "./report";
import { sarif } from "./sarif";
import { terminal } from "./terminal";

const formats = {
  terminal,
  markdown,
  json: (report: ComplianceReport) => JSON.stringify(report, null, 2),
  sarif: (report: ComplianceReport) => JSON.stringify(sarif(report), null, 2),
} as const;

/** How a report is written. */
export type ReportFormat = keyof typeof formats;

/** The names of the formats. */
export const reportFormats = Object.keys(formats) as ReportFormat[];

/** A report as text, without a final line break. */
export function format(report: ComplianceReport, as: ReportFormat): string {
  return formats[as](report);
}
