import {
  BytesIEC,
  BytesPerSecondIEC,
  DurationSeconds,
  NoUnit,
  OpsPerSecond,
  PercentUnit,
} from "@grafana/grafana-foundation-sdk/units";
import { containerPanels } from "./containers";
import type { DashboardContent } from "./dashboard";
import { type Panel, upOrDown } from "./panel";
import type { DashboardScope } from "./scope";
import { volumePanels } from "./volumes";

const these = '{job="redis-exporter"}';
const max = (metric: string) => `max(redis_${metric}${these})`;
const rate = (metric: string) => `sum(rate(redis_${metric}${these}[5m]))`;

/** How full Redis is; it refuses writes when it is full. Nothing is shown where it has no maximum. */
export const redisMemory: Panel = {
  title: "Redis memory of maximum",
  description: "Share of maxmemory that is taken. At 100 % Redis refuses writes: scale it or clear it above 90 %.",
  unit: PercentUnit,
  limit: { value: 0.9 },
  queries: [
    {
      expression: `${max("memory_used_bytes")} / (${max("memory_max_bytes")} > 0)`,
      legend: "memory",
    },
  ],
};

/** Clients of Redis, and how many it admits. */
export const redisClients: Panel = {
  title: "Redis clients",
  description: "Connected clients. Redis rejects those beyond the maximum.",
  unit: NoUnit,
  queries: [
    { expression: max("connected_clients"), legend: "connected" },
    { expression: max("blocked_clients"), legend: "blocked" },
  ],
};

/** Redis: the primary store of experiences. */
export function redisDashboard(scope: DashboardScope): DashboardContent {
  return {
    uid: "redis",
    title: "Redis",
    description: "Memory, clients, commands and persistence of Redis, the primary store of experiences.",
    since: "6h",
    sections: [
      {
        title: "State",
        panels: [
          {
            title: "Redis",
            description: "Whether Redis answers its exporter. No value: the exporter is not scraped.",
            unit: NoUnit,
            numbers: true,
            words: upOrDown,
            limit: { value: 1, below: true },
            queries: [{ expression: `min(redis_up${these})`, legend: "" }],
          },
          {
            title: "Up for",
            description: "Time since Redis started. A low value is a restart.",
            unit: DurationSeconds,
            numbers: true,
            queries: [{ expression: `min(redis_uptime_in_seconds${these})`, legend: "" }],
          },
          {
            title: "Last save",
            description:
              "Whether the last background save to dump.rdb worked. Where not, look at the space and the log.",
            unit: NoUnit,
            numbers: true,
            words: { 0: "failed", 1: "ok" },
            limit: { value: 1, below: true },
            queries: [{ expression: `min(redis_rdb_last_bgsave_status${these})`, legend: "" }],
          },
          {
            title: "Age of last save",
            description:
              "Time since dump.rdb was written. Redis saves when enough has changed, so idle hours are harmless.",
            unit: DurationSeconds,
            numbers: true,
            queries: [{ expression: `time() - ${max("rdb_last_save_timestamp_seconds")}`, legend: "" }],
          },
        ],
      },
      {
        title: "Memory and clients",
        panels: [
          redisMemory,
          {
            title: "Memory",
            description:
              "Bytes of data, and of the whole process. The difference is fragmentation and, in a save, copied pages.",
            unit: BytesIEC,
            queries: [
              { expression: max("memory_used_bytes"), legend: "data" },
              { expression: max("memory_used_rss_bytes"), legend: "process" },
              { expression: max("memory_max_bytes"), legend: "maximum" },
            ],
          },
          redisClients,
          {
            title: "Lost keys and clients",
            description:
              "Keys evicted and connections rejected a second. Both are losses: the policy is noeviction, so no key goes.",
            unit: OpsPerSecond,
            queries: [
              { expression: rate("evicted_keys_total"), legend: "evicted keys" },
              { expression: rate("rejected_connections_total"), legend: "rejected connections" },
            ],
          },
          {
            title: "Keys",
            description: "Keys by database, and those of them that expire.",
            unit: NoUnit,
            queries: [
              { expression: `sum by (db) (redis_db_keys${these}) > 0`, legend: "{{db}}" },
              { expression: `sum by (db) (redis_db_keys_expiring${these}) > 0`, legend: "{{db}} expiring" },
            ],
          },
        ],
      },
      {
        title: "Work",
        panels: [
          {
            title: "Commands",
            description: "The ten commands that Redis executes most, a second.",
            unit: OpsPerSecond,
            queries: [
              { expression: `topk(10, sum by (cmd) (rate(redis_commands_total${these}[5m])))`, legend: "{{cmd}}" },
            ],
          },
          {
            title: "Hits",
            description: "Share of the reads that find their key.",
            unit: PercentUnit,
            queries: [
              {
                expression:
                  `${rate("keyspace_hits_total")} / ` +
                  `(${rate("keyspace_hits_total")} + ${rate("keyspace_misses_total")})`,
                legend: "hits",
              },
            ],
          },
          {
            title: "Network",
            description: "Bytes a second that Redis reads and writes.",
            unit: BytesPerSecondIEC,
            queries: [
              { expression: rate("net_input_bytes_total"), legend: "in" },
              { expression: rate("net_output_bytes_total"), legend: "out" },
            ],
          },
        ],
      },
      { title: "Pod and volume", panels: [...containerPanels(scope, "redis"), ...volumePanels(scope, "redis-data")] },
    ],
  };
}
