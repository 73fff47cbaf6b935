import type { Alert, Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { added } from "./runbook";

/** PostgreSQL, the database of reputation-service. */
export function postgres(args: AlertArgs): Subject {
  const metric = (name: string, labels = "") => `pg_${name}{job="postgres-exporter"${labels}}`;
  const shared = {
    service: "postgres",
    runbook: added.postgres,
    dashboard: "postgres",
    needs: [part(args, "postgresExporter")],
  } as const;
  const alerts: Alert[] = [
    {
      ...shared,
      name: "PostgresConnectionsNearMaximum",
      severity: "P1",
      for: "5m",
      expr:
        `sum(${metric("stat_activity_count")}) / (max(${metric("settings_max_connections")}) - ` +
        `max(${metric("settings_superuser_reserved_connections")})) > 0.8`,
      when: "more than 80 % of the connections that are not reserved are in use",
      summary: "PostgreSQL has used {{ $value | humanizePercentage }} of its connections",
      description: "Without a free connection the service's requests fail. Look for a client that leaks connections.",
    },
    {
      ...shared,
      name: "PostgresDeadlocks",
      severity: "investigation",
      for: "0s",
      expr: `sum by (datname) (increase(${metric("stat_database_deadlocks")}[10m])) > 0`,
      when: "a deadlock happened in the last 10 minutes",
      summary: "Transactions in {{ $labels.datname }} block each other",
      description: "PostgreSQL ended one of them with an error. The log names both statements.",
    },
    {
      ...shared,
      name: "PostgresLongTransaction",
      severity: "investigation",
      for: "1m",
      // A backup is one long transaction by nature.
      expr: `max by (datname) (${metric("stat_activity_max_tx_duration", `,application_name!="pg_dump"`)}) > 900`,
      when: "a transaction runs for more than 15 minutes",
      summary: "A transaction in {{ $labels.datname }} has run for {{ $value | humanizeDuration }}",
      description: "It holds locks and keeps vacuum from its work. Find it in pg_stat_activity, and end it.",
    },
  ];
  return { name: "postgres", recordings: [], alerts };
}
