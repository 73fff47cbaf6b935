import {
  BytesIEC,
  BytesPerSecondIEC,
  DurationSeconds,
  NoUnit,
  OpsPerSecond,
  PercentUnit,
  Seconds,
} from "@grafana/grafana-foundation-sdk/units";
import { containerPanels } from "./containers";
import type { DashboardContent } from "./dashboard";
import { type Panel, upOrDown } from "./panel";
import { replicaPanels } from "./replicas";
import type { DashboardScope } from "./scope";
import { volumePanels } from "./volumes";

const job = 'job="postgres-exporter"';
const max = (metric: string) => `max(pg_${metric}{${job}})`;
// The databases of people: templates are copied, not used.
const databases = `{${job},datname!~"template.*"}`;
const rate = (metric: string) => `sum by (datname) (rate(pg_stat_database_${metric}${databases}[5m]))`;

/** How many of its connections PostgreSQL has given out. */
export const postgresConnections: Panel = {
  title: "PostgreSQL connections of maximum",
  description: "Share of the connections open to ordinary roles that are taken. At 100 % it refuses every further one.",
  unit: PercentUnit,
  limit: { value: 0.8 },
  queries: [
    {
      expression:
        `sum(pg_stat_activity_count{${job}}) / ` +
        `(${max("settings_max_connections")} - ${max("settings_superuser_reserved_connections")})`,
      legend: "connections",
    },
  ],
};

/** PostgreSQL: the store of reputation-service. */
export function postgresDashboard(scope: DashboardScope): DashboardContent {
  return {
    uid: "postgres",
    title: "PostgreSQL",
    description: "Connections, transactions, locks and size of PostgreSQL, the store of reputation-service.",
    since: "6h",
    sections: [
      {
        title: "State",
        panels: [
          {
            title: "PostgreSQL",
            description: "Whether PostgreSQL answers its exporter. No value: the exporter is not scraped.",
            unit: NoUnit,
            numbers: true,
            words: upOrDown,
            limit: { value: 1, below: true },
            queries: [{ expression: `min(pg_up{${job}})`, legend: "" }],
          },
          {
            title: "Up for",
            description: "Time since PostgreSQL started. A low value is a restart.",
            unit: DurationSeconds,
            numbers: true,
            queries: [{ expression: `time() - ${max("postmaster_start_time_seconds")}`, legend: "" }],
          },
        ],
      },
      {
        title: "Connections and locks",
        panels: [
          postgresConnections,
          {
            title: "Connections",
            description: "Connections by state. Many that are idle in a transaction hold locks and old rows.",
            unit: NoUnit,
            queries: [{ expression: `sum by (state) (pg_stat_activity_count{${job}})`, legend: "{{state}}" }],
          },
          {
            title: "Longest transaction",
            description: "Age of the oldest transaction by state. For long, it holds locks and keeps dead rows.",
            unit: Seconds,
            queries: [{ expression: `max by (state) (pg_stat_activity_max_tx_duration{${job}})`, legend: "{{state}}" }],
          },
          {
            title: "Locks",
            description: "Locks held or awaited, by mode.",
            unit: NoUnit,
            queries: [{ expression: `sum by (mode) (pg_locks_count${databases}) > 0`, legend: "{{mode}}" }],
          },
          {
            title: "Deadlocks",
            description: "Transactions that PostgreSQL ended because they waited for each other, a second.",
            unit: OpsPerSecond,
            queries: [{ expression: rate("deadlocks"), legend: "{{datname}}" }],
          },
        ],
      },
      {
        title: "Work",
        panels: [
          {
            title: "Transactions",
            description: "Transactions a second that were committed, and that were rolled back.",
            unit: OpsPerSecond,
            queries: [
              { expression: rate("xact_commit"), legend: "{{datname}} committed" },
              { expression: rate("xact_rollback"), legend: "{{datname}} rolled back" },
            ],
          },
          {
            title: "Rows changed",
            description: "Rows a second that were inserted, updated and deleted.",
            unit: OpsPerSecond,
            queries: ["inserted", "updated", "deleted"].map((change) => ({
              expression: rate(`tup_${change}`),
              legend: `{{datname}} ${change}`,
            })),
          },
          {
            title: "Cache hits",
            description: "Share of the blocks that were in shared buffers. Much below 99 %, memory is short.",
            unit: PercentUnit,
            queries: [
              {
                expression: `${rate("blks_hit")} / (${rate("blks_hit")} + ${rate("blks_read")})`,
                legend: "{{datname}}",
              },
            ],
          },
          {
            title: "Temporary files",
            description: "Bytes a second that queries write to disk because they do not fit into work_mem.",
            unit: BytesPerSecondIEC,
            queries: [{ expression: rate("temp_bytes"), legend: "{{datname}}" }],
          },
          {
            title: "Size",
            description: "Bytes of each database on disk.",
            unit: BytesIEC,
            queries: [{ expression: `max by (datname) (pg_database_size_bytes${databases})`, legend: "{{datname}}" }],
          },
        ],
      },
      {
        title: "Pod and volume",
        panels: [
          ...replicaPanels(scope.namespace, "postgres").slice(0, 1),
          ...containerPanels(scope, "postgres"),
          ...volumePanels(scope, "postgres-data"),
        ],
      },
    ],
  };
}
