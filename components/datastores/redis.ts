import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { secrets } from "../foundation/credentials";
import { catalogue } from "../images";
import { portsOf } from "../topology";
import type { Probe, WorkloadArgs } from "../workload/args";
import { claimName } from "../workload/dataClaim";
import { parseBytes } from "../workload/quantity";
import { configName, configurationOf, Datastore, type DatastoreArgs, shipped } from "./datastore";

const application = "redis";

const files = { "redis.conf": shipped("config/redis.conf"), "start.sh": shipped("scripts/redis-start.sh") };

/**
 * Share of the memory limit that Redis fills with data. The rest is room for fragmentation and for the pages that a
 * fork (BGSAVE, BGREWRITEAOF) copies while writes go on.
 */
const dataShare = 0.6;

/** Bytes of data that a Redis with this memory limit holds before it refuses writes. */
export function maxmemory(memoryLimit: string): number {
  return Math.floor((parseBytes(memoryLimit) ?? NaN) * dataShare);
}

/** Any answer will do, an error too: a full disk makes PING fail, and a restart would only add an outage to it. */
const answers: Probe = { command: ["redis-cli", "ping"], periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 };

/** `-e` because redis-cli otherwise ends with 0 on an error reply, such as LOADING, which takes minutes for a full file. */
const loaded: Probe = {
  command: ["redis-cli", "-e", "ping"],
  periodSeconds: 5,
  timeoutSeconds: 5,
  failureThreshold: 120,
};

/** The pod of Redis: the primary store of experiences, so it refuses writes rather than evict. */
export function redisWorkload(args: DatastoreArgs): WorkloadArgs {
  return {
    namespace: args.namespace,
    application,
    image: args.image,
    ...catalogue.redis.user,
    command: ["sh", "/etc/redis/start.sh"],
    ports: portsOf(application),
    environment: [
      // The name that redis-cli reads: the runbook's bare `redis-cli ping` works with authentication on.
      { name: "REDISCLI_AUTH", secretName: secrets.redis.name, secretKey: secrets.redis.password },
      { name: "REDIS_MAXMEMORY", value: String(maxmemory(args.resources.memoryLimit)) },
    ],
    mounts: [
      { name: "data", path: "/data", claim: claimName(application) },
      { name: "config", path: "/etc/redis", configMap: configName(application) },
      // In memory: the start script writes the password there.
      { name: "run", path: "/run/redis", emptyDirSize: "1Mi", inMemory: true },
    ],
    resources: args.resources,
    replicas: { minimum: 1, maximum: 1 },
    startup: loaded,
    // Reads go on while writes are refused.
    readiness: { ...answers, periodSeconds: 10 },
    liveness: answers,
    terminationGraceSeconds: 120,
    zones: 1,
    configuration: configurationOf(args, files),
  };
}

/** Redis with authentication, AOF and RDB on its own claim. */
export class Redis extends Datastore {
  constructor(name: string, args: DatastoreArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:datastores:Redis", name, args, redisWorkload(args), files, opts);
  }
}
