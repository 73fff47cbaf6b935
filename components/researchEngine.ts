import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import type { DatastoreArgs } from "./datastores/datastore";
import { Postgres, postgresWorkload } from "./datastores/postgres";
import { Redis, redisWorkload } from "./datastores/redis";
import { Weaviate, weaviateWorkload } from "./datastores/weaviate";
import { Access } from "./foundation/access";
import { Credentials } from "./foundation/credentials";
import { Namespace } from "./foundation/namespace";
import { NetworkIsolation } from "./foundation/networkIsolation";
import { HealthCheck } from "./healthCheck";
import { reference } from "./images";
import type { ApplicationServiceArgs } from "./services/applicationService";
import { EpisodicMemory, episodicMemoryWorkload } from "./services/episodicMemory";
import { ReputationService, reputationServiceWorkload } from "./services/reputationService";
import type { Settings } from "./settings";
import { type ApplicationName, dependenciesOf, engineTopology } from "./topology";
import { footprintOf } from "./workload/footprint";
import type { Resources } from "./workload/args";

/** The namespace that the runbook fixes. */
export const runbookNamespace = "orchestrix-pilot";

/** A whole engine. */
export interface ResearchEngineArgs {
  /** What a stack may change. */
  readonly settings: Settings;
  /** Namespace to create. Defaults to the runbook's, `orchestrix-pilot`. */
  readonly namespace?: string;
}

/** The Agentic Research Engine: the namespace and everything in it, in the order of the runbook. */
export class ResearchEngine extends ComponentResource {
  /** Name of the namespace. */
  readonly namespace: string;

  constructor(name: string, args: ResearchEngineArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:index:ResearchEngine", name, {}, opts);
    const { settings, namespace = runbookNamespace } = args;
    this.namespace = namespace;
    const topology = engineTopology(settings);
    const episodicMemory = episodicMemoryArgs(settings, namespace);
    const reputationService = reputationServiceArgs(settings, namespace);
    const redis = datastoreArgs(settings, namespace, "redis");
    const weaviate = datastoreArgs(settings, namespace, "weaviate");
    const postgres = datastoreArgs(settings, namespace, "postgres");

    const workloads = [
      episodicMemoryWorkload(episodicMemory),
      reputationServiceWorkload(reputationService),
      redisWorkload(redis),
      weaviateWorkload(weaviate),
      postgresWorkload(postgres),
    ];

    const foundation = new Namespace(
      `${name}-namespace`,
      {
        namespace,
        podSecurityVersion: settings.podSecurityVersion,
        maximumCpu: settings["limits.cpu"],
        maximumMemory: settings["limits.memory"],
        retain: settings.protect,
        demand: {
          workloads: workloads.map(footprintOf),
          extraPods: settings["quota.extraPods"],
          claims: [redis, weaviate, postgres].map(({ storage }) => storage),
        },
      },
      { parent: this },
    );
    const inside = { parent: this, dependsOn: [foundation] };
    new Access(
      `${name}-access`,
      { namespace, viewers: settings["access.viewers"], operators: settings["access.operators"] },
      inside,
    );
    const isolation = new NetworkIsolation(`${name}-network`, { namespace, topology }, inside);
    const credentials = new Credentials(
      `${name}-credentials`,
      { namespace, generations: generations(settings) },
      inside,
    );

    // Pods start isolated, with their Secrets, and after what they call.
    const started = new Map<string, Resource>();
    const start = <Args>(
      application: ApplicationName,
      component: new (name: string, args: Args, opts?: ComponentResourceOptions) => Resource,
      componentArgs: Args,
    ) => {
      const calls = dependenciesOf(topology, application).flatMap((called) => started.get(called) ?? []);
      const dependsOn = [foundation, isolation, credentials, ...calls];
      started.set(application, new component(`${name}-${application}`, componentArgs, { parent: this, dependsOn }));
    };
    start("redis", Redis, redis);
    start("weaviate", Weaviate, weaviate);
    start("postgres", Postgres, postgres);
    start("episodic-memory", EpisodicMemory, episodicMemory);
    start("reputation-service", ReputationService, reputationService);
    if (settings.healthCheck) {
      new HealthCheck(
        `${name}-health`,
        { namespace, deployed: JSON.stringify(workloads), waitSeconds: 60 },
        { parent: this, dependsOn: [...started.values()] },
      );
    }
    this.registerOutputs({});
  }
}

function generations(settings: Settings) {
  return {
    redis: settings["rotation.redis"],
    weaviate: settings["rotation.weaviate"],
    postgres: settings["rotation.postgres"],
    apiKeys: settings["rotation.apiKeys"],
    signingKey: settings["rotation.signingKey"],
  };
}

type Sized = "episodicMemory" | "reputationService" | "redis" | "weaviate" | "postgres";

function resourcesOf(settings: Settings, workload: Sized): Resources {
  return {
    cpuRequest: settings[`${workload}.cpuRequest`],
    cpuLimit: settings[`${workload}.cpuLimit`],
    memoryRequest: settings[`${workload}.memoryRequest`],
    memoryLimit: settings[`${workload}.memoryLimit`],
  };
}

function datastoreArgs(settings: Settings, namespace: string, store: "redis" | "weaviate" | "postgres"): DatastoreArgs {
  return {
    namespace,
    image: reference(store, settings.images),
    resources: resourcesOf(settings, store),
    storage: settings[`${store}.storage`],
    storageClass: settings.storageClass,
    retain: settings.protect,
    generation: settings[`rotation.${store}`],
  };
}

function serviceArgs(settings: Settings, namespace: string, service: "episodicMemory" | "reputationService") {
  return {
    namespace,
    image: settings["application.image"],
    pullSecret: settings["application.pullSecret"],
    environment: settings.environment,
    logLevel: settings.logLevel,
    tracing: settings["tracing.enabled"],
    zones: settings.zones,
    workers: settings[`${service}.workers`],
    metrics: settings[`${service}.metrics`],
    resources: resourcesOf(settings, service),
  };
}

function episodicMemoryArgs(settings: Settings, namespace: string): ApplicationServiceArgs {
  return {
    ...serviceArgs(settings, namespace, "episodicMemory"),
    replicas: {
      minimum: settings["episodicMemory.minReplicas"],
      maximum: settings["episodicMemory.maxReplicas"],
      cpuUtilization: settings["episodicMemory.cpuUtilization"],
      memoryUtilization: settings["episodicMemory.memoryUtilization"],
    },
    generations: [settings["rotation.redis"], settings["rotation.weaviate"]],
  };
}

function reputationServiceArgs(settings: Settings, namespace: string): ApplicationServiceArgs {
  const replicas = settings["reputationService.replicas"];
  return {
    ...serviceArgs(settings, namespace, "reputationService"),
    replicas: { minimum: replicas, maximum: replicas },
    generations: [settings["rotation.postgres"], settings["rotation.apiKeys"], settings["rotation.signingKey"]],
  };
}
