import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { database, secrets } from "../foundation/credentials";
import { catalogue } from "../images";
import { portsOf } from "../topology";
import type { Probe, WorkloadArgs } from "../workload/args";
import { claimName } from "../workload/dataClaim";
import { parseBytes } from "../workload/quantity";
import { configName, configurationOf, Datastore, type DatastoreArgs, shipped } from "./datastore";

const application = "postgres";

const files = {
  "postgresql.conf": shipped("config/postgresql.conf"),
  "pg_hba.conf": shipped("config/pg_hba.conf"),
  "start.sh": shipped("scripts/postgres-start.sh"),
};

/** Server settings that follow from the memory limit: a quarter for the buffers, three quarters as the planner's view of the cache. */
function memorySettings(memoryLimit: string): string[] {
  const mebibytes = Math.floor((parseBytes(memoryLimit) ?? NaN) / 1024 ** 2);
  return [
    ...["-c", `shared_buffers=${Math.max(16, Math.floor(mebibytes / 4))}MB`],
    ...["-c", `effective_cache_size=${Math.floor((mebibytes * 3) / 4)}MB`],
  ];
}

/** Over TCP, as the clients connect. */
const ready: Probe = {
  command: ["pg_isready", "--host=127.0.0.1", "--quiet"],
  periodSeconds: 10,
  timeoutSeconds: 5,
  failureThreshold: 3,
};

/** The pod of PostgreSQL: the database of reputation-service. */
export function postgresWorkload(args: DatastoreArgs): WorkloadArgs {
  return {
    namespace: args.namespace,
    application,
    image: args.image,
    ...catalogue.postgres.user,
    command: ["sh", "/etc/postgresql/start.sh"],
    args: memorySettings(args.resources.memoryLimit),
    ports: portsOf(application),
    environment: [
      // A directory of its own: a file system's lost+found would keep initdb from using the claim's root.
      { name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" },
      { name: "APPLICATION_DATABASE", value: database.name },
      { name: "APPLICATION_ROLE", value: database.role },
    ],
    mounts: [
      { name: "data", path: "/var/lib/postgresql/data", claim: claimName(application) },
      { name: "config", path: "/etc/postgresql", configMap: configName(application) },
      { name: "secrets", path: "/run/secrets/postgres", secret: secrets.postgres.name },
      { name: "run", path: "/var/run/postgresql", emptyDirSize: "1Mi" },
      { name: "tmp", path: "/tmp", emptyDirSize: "64Mi" },
      // Parallel queries share memory here; the container runtime's 64 MiB end them with "No space left on device".
      { name: "shm", path: "/dev/shm", emptyDirSize: "256Mi", inMemory: true },
    ],
    resources: args.resources,
    replicas: { minimum: 1, maximum: 1 },
    stateful: true,
    protect: args.retain,
    // Crash recovery after a power loss replays up to a checkpoint's worth of log.
    startup: { ...ready, periodSeconds: 5, failureThreshold: 120 },
    readiness: ready,
    liveness: { ...ready, periodSeconds: 20, failureThreshold: 6 },
    // A fast shutdown. After SIGTERM alone PostgreSQL would wait until the last client has gone, and be killed.
    stopCommand: ["sh", "-c", "kill -INT 1"],
    terminationGraceSeconds: 120,
    zones: 1,
    configuration: configurationOf(args, files),
  };
}

/** PostgreSQL whose passwords are, at every start, those of its Secret. */
export class Postgres extends Datastore {
  constructor(name: string, args: DatastoreArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:datastores:Postgres", name, args, postgresWorkload(args), files, opts);
  }
}
