import type { Alert, Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { runbook } from "./runbook";

/** Redis is the primary store of experiences: what it refuses or loses is lost. */
export function redis(args: AlertArgs): Subject {
  const metric = (name: string) => `redis_${name}{job="redis-exporter"}`;
  const shared = {
    service: "redis",
    runbook: runbook.redis,
    dashboard: "redis",
    needs: [part(args, "redisExporter")],
  } as const;
  const alerts: Alert[] = [
    {
      ...shared,
      name: "RedisMemoryFull",
      severity: "P1",
      for: "0s",
      keepFiringFor: "5m",
      // A maximum of 0 is none.
      expr: `${metric("memory_used_bytes")} / (${metric("memory_max_bytes")} > 0) > 0.9`,
      when: "Redis uses more than 90 % of its maximum memory",
      summary: "Redis has used {{ $value | humanizePercentage }} of its memory",
      description:
        "At 100 % Redis refuses writes, and experiences are lost. Scale: raise its memory limit in the settings; or " +
        "clear what is only cache.",
    },
    {
      ...shared,
      name: "RedisEvictsKeys",
      severity: "P1",
      for: "0s",
      expr: `increase(${metric("evicted_keys_total")}[10m]) > 0`,
      when: "keys were evicted in the last 10 minutes",
      summary: "Redis evicts keys",
      description:
        "The policy is noeviction, so somebody changed it by hand, and experiences are being lost. Set it back and " +
        "raise the memory limit in the settings.",
    },
    {
      ...shared,
      name: "RedisRejectsConnections",
      severity: "P1",
      for: "0s",
      expr: `increase(${metric("rejected_connections_total")}[10m]) > 0`,
      when: "connections were rejected in the last 10 minutes",
      summary: "Redis rejects connections",
      description: "The limit of clients is reached: a client leaks connections, or there are too many of them.",
    },
    {
      ...shared,
      name: "RedisConnectionsNearMaximum",
      severity: "investigation",
      for: "5m",
      expr: `${metric("connected_clients")} / (${metric("config_maxclients")} > 0) > 0.8`,
      when: "more than 80 % of the allowed clients are connected",
      summary: "Redis has {{ $value | humanizePercentage }} of the clients that it allows",
      description: "Beyond the limit it rejects connections. Look for a client that leaks them.",
    },
    {
      ...shared,
      name: "RedisSaveFails",
      severity: "P1",
      for: "1m",
      expr: `${metric("rdb_last_bgsave_status")} == 0`,
      when: "the last save to disk failed",
      summary: "Redis cannot save to disk",
      description:
        "The snapshot that backups and restarts rely on is old, and Redis may refuse writes. Look for a full claim " +
        "or too little memory for the fork.",
    },
    {
      ...shared,
      name: "RedisLogWriteFails",
      severity: "P1",
      for: "1m",
      expr: `${metric("aof_last_write_status")} == 0`,
      when: "the last write to the append-only file failed",
      summary: "Redis cannot write its append-only file",
      description: "It refuses writes until the file can be written again. Look for a full or faulty claim.",
    },
  ];
  return { name: "redis", recordings: [], alerts };
}
