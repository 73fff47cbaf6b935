/** What each component of the engine is told: a stack's settings, in the words of the component's arguments. */
import type { DatastoreArgs } from "./datastores/datastore";
import type { Generations } from "./foundation/credentials";
import { reference } from "./images";
import type { ImageScanArgs } from "./scanning/imageScan";
import type { ApplicationServiceArgs } from "./services/applicationService";
import type { Settings, SizedWorkload } from "./settings";
import type { Resources } from "./workload/args";

/** Generations of the generated credentials. */
export function generations(settings: Settings): Generations {
  return {
    redis: settings["rotation.redis"],
    weaviate: settings["rotation.weaviate"],
    postgres: settings["rotation.postgres"],
    apiKeys: settings["rotation.apiKeys"],
    signingKey: settings["rotation.signingKey"],
    grafana: settings["rotation.grafana"],
  };
}

/** What a workload's containers ask for, and what they may use. */
export function resourcesOf(settings: Settings, workload: SizedWorkload): Resources {
  return {
    cpuRequest: settings[`${workload}.cpuRequest`],
    cpuLimit: settings[`${workload}.cpuLimit`],
    memoryRequest: settings[`${workload}.memoryRequest`],
    memoryLimit: settings[`${workload}.memoryLimit`],
  };
}

/** Arguments of a store. */
export function datastoreArgs(
  settings: Settings,
  namespace: string,
  store: "redis" | "weaviate" | "postgres",
): DatastoreArgs {
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

/**
 * Arguments of the image scan.
 *
 * @param running References of the images that the namespace's other pods run.
 */
export function imageScanArgs(settings: Settings, namespace: string, running: readonly string[]): ImageScanArgs {
  const image = reference("trivy", settings.images);
  return {
    namespace,
    image,
    images: [...new Set([...running, image])].sort(),
    pullSecret: settings["application.pullSecret"],
    schedule: settings["scan.schedule"],
    severity: settings["scan.severity"],
    resources: resourcesOf(settings, "scan"),
    storage: settings["scan.storage"],
    storageClass: settings.storageClass,
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

/** Arguments of episodic-memory, which grows with its load. */
export function episodicMemoryArgs(settings: Settings, namespace: string): ApplicationServiceArgs {
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

/** Arguments of reputation-service, whose replicas are fixed. */
export function reputationServiceArgs(settings: Settings, namespace: string): ApplicationServiceArgs {
  const replicas = settings["reputationService.replicas"];
  return {
    ...serviceArgs(settings, namespace, "reputationService"),
    replicas: { minimum: replicas, maximum: replicas },
    generations: [settings["rotation.postgres"], settings["rotation.apiKeys"], settings["rotation.signingKey"]],
  };
}
