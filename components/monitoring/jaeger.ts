import { ConfigMap, Service } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { WorkloadArgs } from "../workload/args";
import { claimName, DataClaim, type StorageArgs } from "../workload/dataClaim";
import { labelsOf } from "../workload/podTemplate";
import { parseBytes } from "../workload/quantity";
import { Workload } from "../workload/workload";
import { configText } from "./configText";
import { dataFolder, healthPath, jaegerConfig, type JaegerConfigArgs } from "./jaegerConfig";
import { monitoringPorts } from "./ports";
import { type ServerArgs, serverWorkload } from "./server";

/** Jaeger of one namespace. */
export interface JaegerArgs extends ServerArgs, StorageArgs, JaegerConfigArgs {}

const application = "jaeger";
const configName = "jaeger-config";

/** The Service that the runbook forwards to. */
const queryService = "jaeger-query";

/** Share of the memory limit at which Go collects garbage eagerly: where Jaeger begins to refuse spans. */
const goMemoryShare = 0.8;

/** The pod of Jaeger: it receives, stores and shows traces. Its store has one writer, so there is one replica. */
export function jaegerWorkload(args: JaegerArgs): WorkloadArgs {
  const goMemory = Math.floor((parseBytes(args.resources.memoryLimit) ?? NaN) * goMemoryShare);
  return serverWorkload(args, {
    application,
    args: ["--config=/etc/jaeger/config.yaml"],
    environment: [{ name: "GOMEMLIMIT", value: String(goMemory) }],
    mounts: [
      { name: "data", path: dataFolder, claim: claimName(application) },
      { name: "config", path: "/etc/jaeger", configMap: configName },
      { name: "tmp", path: "/tmp", emptyDirSize: "64Mi" },
    ],
    alivePath: healthPath,
    alivePort: "health",
    // A full store replays its log first.
    startupSeconds: 300,
    terminationGraceSeconds: 60,
    configuration: { config: configText(jaegerConfig(args)) },
  });
}

/** Jaeger with its traces on its own claim. */
export class Jaeger extends ComponentResource {
  constructor(name: string, args: JaegerArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:Jaeger", name, {}, opts);
    const { namespace, storage, storageClass, retain } = args;
    const child = { parent: this };
    const labels = labelsOf(application);
    const claim = new DataClaim(
      `${name}-data`,
      {
        namespace,
        application,
        storage,
        storageClass,
        retain,
        noBackup: "Traces are of use for days and are dropped after them; new ones come with the next request.",
      },
      child,
    );
    const config = new ConfigMap(
      `${name}-config`,
      {
        metadata: { name: configName, namespace, labels },
        data: { "config.yaml": configText(jaegerConfig(args)) },
      },
      child,
    );
    const { pods } = new Workload(`${name}-workload`, jaegerWorkload(args), {
      parent: this,
      dependsOn: [claim, config],
    });
    new Service(
      `${name}-query`,
      {
        metadata: { name: queryService, namespace, labels },
        spec: {
          type: "ClusterIP",
          selector: { app: application },
          ports: [{ name: "query", port: monitoringPorts.jaeger.query, targetPort: "query", protocol: "TCP" }],
        },
      },
      { parent: this, dependsOn: [pods] },
    );
    this.registerOutputs({});
  }
}
