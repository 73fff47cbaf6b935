import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { monitoringRole, secrets } from "../../foundation/credentials";
import { portOf } from "../../topology";
import type { WorkloadArgs } from "../../workload/args";
import { Workload } from "../../workload/workload";
import { type ServerArgs, serverWorkload } from "../server";

/** The exporter of PostgreSQL's metrics. */
export interface PostgresExporterArgs extends ServerArgs {
  /** Generation of the PostgreSQL passwords; a new one restarts the exporter. */
  readonly generation: number;
}

/**
 * The pod of the exporter. It enters the database `postgres`: what it reads there is about all databases, and the
 * application's own stays closed to it.
 */
export function postgresExporterWorkload(args: PostgresExporterArgs): WorkloadArgs {
  const { name: secretName, password: secretKey } = secrets.postgresExporter;
  return serverWorkload(args, {
    application: "postgres-exporter",
    args: ["--collector.long_running_transactions", "--collector.postmaster"],
    environment: [
      { name: "DATA_SOURCE_URI", value: `postgres:${portOf("postgres", "postgres")}/postgres?sslmode=disable` },
      { name: "DATA_SOURCE_USER", value: monitoringRole },
      { name: "DATA_SOURCE_PASS", secretName, secretKey },
    ],
    alivePath: "/",
    configuration: { secrets: String(args.generation) },
  });
}

/** Metrics of PostgreSQL: connections, transactions, deadlocks, sizes. */
export class PostgresExporter extends ComponentResource {
  constructor(name: string, args: PostgresExporterArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:PostgresExporter", name, {}, opts);
    new Workload(`${name}-workload`, postgresExporterWorkload(args), { parent: this });
    this.registerOutputs({});
  }
}
