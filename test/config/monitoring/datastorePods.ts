import { blackboxExporterWorkload } from "../../../components/monitoring/exporters/blackboxExporter";
import { postgresExporterWorkload } from "../../../components/monitoring/exporters/postgresExporter";
import { redisExporterWorkload } from "../../../components/monitoring/exporters/redisExporter";
import { secrets } from "../../../components/foundation/credentials";
import { portOf } from "../../../components/topology";
import { first, PostgresPod } from "../postgresPod";
import type { StartedScript } from "../startedScript";
import { ExporterPod } from "./exporterPod";
import type { Loopback } from "./loopback";
import { RedisPod } from "./redisPod";

/** What differs from one stack to the next, which is of no interest on this machine. */
const server = {
  namespace: "orchestrix-pilot",
  image: "",
  resources: { cpuRequest: "", cpuLimit: "", memoryRequest: "", memoryLimit: "" },
  generation: 1,
};

const superuser = { role: "postgres", password: first.superuser, database: "postgres" } as const;
const application = { role: "reputation", password: first.application } as const;

/** Connections of which three are for superusers: few enough for a test to use them up. */
const maxConnections = 20;

/** Real Redis and PostgreSQL, each started by its shipped script, and the exporters that watch them. */
export class DatastorePods {
  readonly redis: RedisPod;
  readonly postgres: PostgresPod;
  readonly exporters: Readonly<Record<"redis" | "postgres" | "blackbox", ExporterPod>>;
  private postgresServer: StartedScript | undefined;

  /** @param environment What a test adds to the environment of the exporter of probes. */
  constructor(loopback: Loopback, environment: Readonly<Record<string, string>> = {}) {
    this.redis = new RedisPod(loopback.port("redis", portOf("redis", "redis")));
    this.postgres = new PostgresPod(loopback.port("postgres", portOf("postgres", "postgres")));
    this.exporters = {
      redis: new ExporterPod({
        workload: redisExporterWorkload(server),
        loopback,
        secrets: { [secrets.redis.password]: this.redis.password },
      }),
      postgres: new ExporterPod({
        workload: postgresExporterWorkload(server),
        loopback,
        secrets: { [secrets.postgresExporter.password]: first.monitoring },
      }),
      blackbox: new ExporterPod({
        workload: blackboxExporterWorkload(server),
        loopback,
        // By default a probe has half a second less than the scrape, which here is all of it.
        extra: ["--timeout-offset=0.05"],
        environment,
      }),
    };
  }

  async start(): Promise<void> {
    await Promise.all([this.redis.start(), this.startSmallPostgres()]);
    await Promise.all(Object.values(this.exporters).map((exporter) => exporter.start()));
  }

  async remove(): Promise<void> {
    await Promise.all(Object.values(this.exporters).map((exporter) => exporter.remove()));
    await Promise.all([this.redis.remove(), this.postgres.remove()]);
  }

  /** Opens sessions of the application that stay, until {@link closeSessions}. */
  openSessions(count: number): void {
    for (let opened = 0; opened < count; opened++) void this.postgres.sql(application, "SELECT pg_sleep(600)");
  }

  async closeSessions(): Promise<void> {
    const ofApplication = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reputation'`;
    await this.postgres.sql(superuser, ofApplication);
  }

  /** Two transactions that wait for each other, until PostgreSQL ends one of them. */
  async deadlock(): Promise<void> {
    const lock = (key: number) => `SELECT pg_advisory_xact_lock(${key})`;
    const transaction = (one: number, other: number) => [lock(one), "SELECT pg_sleep(2)", lock(other)].join("; ");
    const ends = await Promise.all([
      this.postgres.sql(application, transaction(1, 2)),
      this.postgres.sql(application, transaction(2, 1)),
    ]);
    if (!ends.some(({ output }) => output.includes("deadlock detected"))) throw new Error("no deadlock");
  }

  async killPostgres(): Promise<void> {
    await this.postgresServer?.kill();
  }

  async startPostgres(): Promise<void> {
    this.postgresServer = await this.postgres.startReady();
  }

  private async startSmallPostgres(): Promise<void> {
    await this.startPostgres();
    await this.postgres.sql(superuser, `ALTER SYSTEM SET max_connections = ${maxConnections}`);
    await this.startPostgres();
  }
}
