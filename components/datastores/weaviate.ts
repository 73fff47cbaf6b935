import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { secrets } from "../foundation/credentials";
import { catalogue } from "../images";
import { portOf, portsOf } from "../topology";
import type { Probe, WorkloadArgs } from "../workload/args";
import { claimName } from "../workload/dataClaim";
import { parseBytes } from "../workload/quantity";
import { configurationOf, Datastore, type DatastoreArgs } from "./datastore";

const application = "weaviate";

/** The data path that the runbook's commands use. */
const dataPath = "/var/lib/weaviate";

/** The one user of Weaviate's API key. */
const user = "episodic-memory";

/** Share of the memory limit at which Go collects garbage eagerly, before the kernel kills. */
const goMemoryShare = 0.85;

function check(path: string, periodSeconds: number, failureThreshold: number): Probe {
  return { httpPath: path, port: "http", periodSeconds, timeoutSeconds: 5, failureThreshold };
}

/** The pod of Weaviate: the vector store of episodic-memory. */
export function weaviateWorkload(args: DatastoreArgs): WorkloadArgs {
  const environment = {
    PERSISTENCE_DATA_PATH: dataPath,
    DEFAULT_VECTORIZER_MODULE: "none",
    // Fixed: the pod's name would change with every restart, and backups belong to a node name.
    CLUSTER_HOSTNAME: application,
    RAFT_BOOTSTRAP_EXPECT: "1",
    ENABLE_MODULES: "backup-filesystem",
    // On the claim, and a name that no collection can have.
    BACKUP_FILESYSTEM_PATH: `${dataPath}/.backups`,
    AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false",
    AUTHENTICATION_APIKEY_ENABLED: "true",
    AUTHENTICATION_APIKEY_USERS: user,
    AUTHORIZATION_ADMINLIST_ENABLED: "true",
    AUTHORIZATION_ADMINLIST_USERS: user,
    PROMETHEUS_MONITORING_ENABLED: "true",
    PROMETHEUS_MONITORING_PORT: String(portOf(application, "metrics")),
    DISABLE_TELEMETRY: "true",
    LOG_LEVEL: "info",
    GO_PROFILING_DISABLE: "true",
    GOMEMLIMIT: String(Math.floor((parseBytes(args.resources.memoryLimit) ?? NaN) * goMemoryShare)),
  };
  return {
    namespace: args.namespace,
    application,
    image: args.image,
    ...catalogue.weaviate.user,
    args: ["--host", "0.0.0.0", "--port", String(portOf(application, "http")), "--scheme", "http"],
    ports: portsOf(application),
    environment: [
      ...Object.entries(environment).map(([name, value]) => ({ name, value })),
      {
        name: "AUTHENTICATION_APIKEY_ALLOWED_KEYS",
        secretName: secrets.weaviate.name,
        secretKey: secrets.weaviate.apiKey,
      },
    ],
    mounts: [
      { name: "data", path: dataPath, claim: claimName(application) },
      { name: "tmp", path: "/tmp", emptyDirSize: "1Gi" },
    ],
    resources: args.resources,
    replicas: { minimum: 1, maximum: 1 },
    // Loading the vector index of a full claim takes minutes.
    startup: check("/v1/.well-known/live", 5, 120),
    readiness: check("/v1/.well-known/ready", 10, 3),
    liveness: check("/v1/.well-known/live", 20, 3),
    terminationGraceSeconds: 120,
    zones: 1,
    configuration: configurationOf(args, {}),
  };
}

/** Weaviate with API-key authentication and its backup module on its own claim. */
export class Weaviate extends Datastore {
  constructor(name: string, args: DatastoreArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:datastores:Weaviate", name, args, weaviateWorkload(args), {}, opts);
  }
}
