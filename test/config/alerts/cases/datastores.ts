import type { AlertCase, Series } from "../alertCase";

const redisLabels = { job: "redis-exporter" };
const redis = (values: Readonly<Record<string, string>>): Series =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`redis_${name}{job="redis-exporter"}`, value]));

/** A counter that counts one event after 5 minutes. */
const event = "0x19 1";

/** An alert of Redis that fires when a counter has moved. */
function countedByRedis(alert: string, counter: string): AlertCase {
  return {
    alert,
    service: "redis",
    fires: { "one of them": { series: redis({ [counter]: event }), from: "5m", labels: redisLabels } },
    quiet: { below: redis({ [counter]: "7" }), missing: {} },
  };
}

/** An alert of Redis that fires when a state is 0. */
function stateOfRedis(alert: string, state: string): AlertCase {
  return {
    alert,
    service: "redis",
    fires: { failed: { series: redis({ [state]: "0" }), labels: redisLabels } },
    quiet: { below: redis({ [state]: "1" }), missing: {} },
  };
}

export const redisCases: readonly AlertCase[] = [
  {
    alert: "RedisMemoryFull",
    service: "redis",
    fires: {
      "91 %": {
        series: redis({ memory_used_bytes: "50x7 91", memory_max_bytes: "100" }),
        from: "2m",
        labels: redisLabels,
      },
    },
    quiet: {
      below: redis({ memory_used_bytes: "90", memory_max_bytes: "100" }),
      missing: redis({ memory_used_bytes: "91" }),
      "no maximum": redis({ memory_used_bytes: "91", memory_max_bytes: "0" }),
    },
  },
  countedByRedis("RedisEvictsKeys", "evicted_keys_total"),
  countedByRedis("RedisRejectsConnections", "rejected_connections_total"),
  {
    alert: "RedisConnectionsNearMaximum",
    service: "redis",
    fires: {
      "81 %": { series: redis({ connected_clients: "81", config_maxclients: "100" }), labels: redisLabels },
    },
    quiet: {
      below: redis({ connected_clients: "80", config_maxclients: "100" }),
      missing: redis({ connected_clients: "81" }),
      "no maximum": redis({ connected_clients: "81", config_maxclients: "0" }),
    },
  },
  stateOfRedis("RedisSaveFails", "rdb_last_bgsave_status"),
  stateOfRedis("RedisLogWriteFails", "aof_last_write_status"),
];

const exporter = 'job="postgres-exporter"';
const connections = (active: string, idle: string): Series => ({
  [`pg_stat_activity_count{${exporter},datname="reputation",state="active"}`]: active,
  [`pg_stat_activity_count{${exporter},datname="reputation",state="idle"}`]: idle,
  [`pg_settings_max_connections{${exporter}}`]: "103",
  [`pg_settings_superuser_reserved_connections{${exporter}}`]: "3",
});
const transaction = (application: string, seconds: string): Series => ({
  [`pg_stat_activity_max_tx_duration{${exporter},datname="reputation",application_name="${application}"}`]: seconds,
});

export const postgresCases: readonly AlertCase[] = [
  {
    alert: "PostgresConnectionsNearMaximum",
    service: "postgres",
    fires: { "81 of 100": { series: connections("1", "80") } },
    quiet: {
      below: connections("0", "80"),
      missing: { [Object.keys(connections("", ""))[1]]: "99" },
    },
  },
  {
    alert: "PostgresDeadlocks",
    service: "postgres",
    fires: {
      one: {
        series: { [`pg_stat_database_deadlocks{${exporter},datname="reputation",datid="1"}`]: event },
        from: "5m",
        labels: { datname: "reputation" },
      },
    },
    quiet: { below: { [`pg_stat_database_deadlocks{${exporter},datname="reputation"}`]: "7" }, missing: {} },
  },
  {
    alert: "PostgresLongTransaction",
    service: "postgres",
    fires: { "over 15 minutes": { series: transaction("", "901"), labels: { datname: "reputation" } } },
    quiet: { below: transaction("", "900"), missing: {}, "a backup": transaction("pg_dump", "3000") },
  },
];

const queries = (fast: string, all: string): Series => ({
  'queries_durations_ms_bucket{job="weaviate",class_name="M",query_type="near",le="1000.0"}': fast,
  'queries_durations_ms_bucket{job="weaviate",class_name="M",query_type="near",le="3000.0"}': all,
  'queries_durations_ms_bucket{job="weaviate",class_name="M",query_type="near",le="+Inf"}': all,
});
const shards = (status: string, count: string): Series => ({
  [`weaviate_index_shards_total{job="weaviate",status="${status}"}`]: count,
});

export const weaviateCases: readonly AlertCase[] = [
  {
    alert: "WeaviateQueriesSlow",
    service: "weaviate",
    fires: {
      "p95 above 1 s": {
        series: queries("0+949", "0+1000"),
        from: "15s",
        labels: { query_type: "near", quantile: "0.95" },
      },
    },
    quiet: { below: queries("0+96", "0+100"), missing: {}, "no queries": queries("94", "100") },
  },
  {
    alert: "WeaviateReadOnly",
    service: "weaviate",
    fires: { "one shard": { series: { ...shards("READONLY", "1"), ...shards("READY", "5") } } },
    quiet: { below: { ...shards("READONLY", "0"), ...shards("READY", "6") }, missing: shards("READY", "6") },
  },
];
