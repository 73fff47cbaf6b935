import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { secrets } from "../../foundation/credentials";
import { portOf } from "../../topology";
import type { WorkloadArgs } from "../../workload/args";
import { Workload } from "../../workload/workload";
import { type ServerArgs, serverWorkload } from "../server";

/** The exporter of Redis's metrics. */
export interface RedisExporterArgs extends ServerArgs {
  /** Generation of the Redis password; a new one restarts the exporter. */
  readonly generation: number;
}

/** The pod of the exporter, which reads the one Redis of the namespace. */
export function redisExporterWorkload(args: RedisExporterArgs): WorkloadArgs {
  return serverWorkload(args, {
    application: "redis-exporter",
    // Else a caller of /scrape could have the password sent to a server of its choice.
    args: ["--disable-scrape-endpoint"],
    environment: [
      { name: "REDIS_ADDR", value: `redis://redis:${portOf("redis", "redis")}` },
      { name: "REDIS_PASSWORD", secretName: secrets.redis.name, secretKey: secrets.redis.password },
    ],
    alivePath: "/health",
    configuration: { secrets: String(args.generation) },
  });
}

/** Metrics of Redis: memory, clients, evictions, persistence. */
export class RedisExporter extends ComponentResource {
  constructor(name: string, args: RedisExporterArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:RedisExporter", name, {}, opts);
    new Workload(`${name}-workload`, redisExporterWorkload(args), { parent: this });
    this.registerOutputs({});
  }
}
