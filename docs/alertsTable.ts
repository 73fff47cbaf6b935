import type { Alert } from "../components/monitoring/alert";
import { subjects } from "../components/monitoring/alerts";
import type { AlertArgs } from "../components/monitoring/alerts/args";

/** Every alert with its threshold, duration, severity and meaning, in Markdown, one table a subject. */
export function alertsTable(args: AlertArgs): string {
  return subjects(args)
    .map(({ name, alerts }) => {
      const names = [...new Set(alerts.map((alert) => alert.name))];
      const rows = names.map((each) => row(alerts.filter((alert) => alert.name === each)));
      return [
        `### ${name}`,
        "",
        "| Alert | When | For | Severity | What to do |",
        "| --- | --- | --- | --- | --- |",
        ...rows,
      ].join("\n");
    })
    .join("\n\n");
}

/** The row of an alert, which may exist once for each of several applications. */
function row(alerts: readonly Alert[]): string {
  const [{ name, when, for: duration, service, description }] = alerts;
  const severities = [...new Set(alerts.map(({ severity }) => severity))].join(", ");
  const action = alerts.length > 1 && service ? description.replaceAll(service, "the application") : description;
  return `| \`${name}\` | ${when} | ${duration === "0s" ? "at once" : duration} | ${severities} | ${action} |`;
}
