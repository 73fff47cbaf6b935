import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { Postgres, postgresWorkload } from "./datastores/postgres";
import { Redis, redisWorkload } from "./datastores/redis";
import { Weaviate, weaviateWorkload } from "./datastores/weaviate";
import { Access } from "./foundation/access";
import { Admission } from "./foundation/admission";
import { Credentials } from "./foundation/credentials";
import { Namespace } from "./foundation/namespace";
import { NetworkIsolation } from "./foundation/networkIsolation";
import { ExternalPrometheus } from "./monitoring/externalPrometheus";
import { watchArgs } from "./monitoring/monitoringArguments";
import { PrometheusOperatorObjects } from "./monitoring/operator";
import { monitoringParts } from "./monitoring/monitoringParts";
import { PodsServices } from "./monitoring/podsServices";
import { type Part, part } from "./part";
import { HealthCheck } from "./healthCheck";
import {
  datastoreArgs,
  episodicMemoryArgs,
  generations,
  imageScanArgs,
  reputationServiceArgs,
} from "./engineArguments";
import { ImageScan, imageScanJob } from "./scanning/imageScan";
import { EpisodicMemory, episodicMemoryWorkload } from "./services/episodicMemory";
import { ReputationService, reputationServiceWorkload } from "./services/reputationService";
import { type AdmissionMode, admissionPolicies } from "../policies/admission";
import { objectRules } from "../policies/rules";
import { stackPolicy } from "../policies/stackPolicy";
import type { Settings } from "./settings";
import { dependenciesOf, engineTopology, type Topology, watchedTopology } from "./topology";
import { footprintOf, podFootprint } from "./workload/footprint";

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
    const parts = engineParts(settings, namespace, topology);
    const workloads = parts.map(({ workload }) => workload);
    const images = workloads.map(({ image }) => image);
    const scan = settings["scan.enabled"] ? imageScanArgs(settings, namespace, images) : undefined;

    const foundation = new Namespace(
      `${name}-namespace`,
      {
        namespace,
        podSecurityVersion: settings.podSecurityVersion,
        maximumCpu: settings["limits.cpu"],
        maximumMemory: settings["limits.memory"],
        retain: settings.protect,
        demand: {
          workloads: [...workloads.map(footprintOf), ...(scan ? [podFootprint(imageScanJob(scan))] : [])],
          extraPods: settings["quota.extraPods"],
          claims: [...parts, ...(scan ? [scan] : [])].flatMap(({ storage }) => storage ?? []),
        },
      },
      { parent: this },
    );
    const mode = settings.admission as AdmissionMode;
    const admission = new Admission(
      `${name}-admission`,
      { policies: admissionPolicies(objectRules, stackPolicy(settings).context, namespace, mode) },
      { parent: this },
    );
    const inside = { parent: this, dependsOn: [foundation, admission] };
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

    // Pods start isolated, judged by the rules, with their Secrets, and after what they call.
    const started = new Map<string, Resource>();
    for (const { application, create } of parts) {
      const calls = dependenciesOf(topology, application).flatMap((called) => started.get(called) ?? []);
      const dependsOn = [foundation, admission, isolation, credentials, ...calls];
      started.set(application, create(`${name}-${application}`, { parent: this, dependsOn }));
    }
    if (settings["monitoring.prometheus"] !== "none") {
      new PodsServices(`${name}-scraped`, { namespace, topology: watchedTopology(settings) }, inside);
    }
    if (settings["monitoring.prometheus"] === "operator") {
      const labels = settings["monitoring.operatorLabels"];
      new PrometheusOperatorObjects(`${name}-operator`, { ...watchArgs(settings, namespace), labels }, inside);
    }
    if (settings["monitoring.prometheus"] === "external") {
      new ExternalPrometheus(`${name}-prometheus-external`, watchArgs(settings, namespace), inside);
    }
    if (scan) {
      new ImageScan(`${name}-image-scan`, scan, { parent: this, dependsOn: [foundation, admission, isolation] });
    }
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

/** The long-running parts, each after those that it calls. */
function engineParts(settings: Settings, namespace: string, topology: Topology): Part[] {
  return [
    part("redis", Redis, redisWorkload, datastoreArgs(settings, namespace, "redis")),
    part("weaviate", Weaviate, weaviateWorkload, datastoreArgs(settings, namespace, "weaviate")),
    part("postgres", Postgres, postgresWorkload, datastoreArgs(settings, namespace, "postgres")),
    part("episodic-memory", EpisodicMemory, episodicMemoryWorkload, episodicMemoryArgs(settings, namespace)),
    part(
      "reputation-service",
      ReputationService,
      reputationServiceWorkload,
      reputationServiceArgs(settings, namespace),
    ),
    ...monitoringParts(settings, namespace, topology),
  ];
}
