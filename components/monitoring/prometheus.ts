import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { ClusterRole, ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import type { Topology } from "../topology";
import { claimName, DataClaim, type StorageArgs } from "../workload/dataClaim";
import { labelsOf } from "../workload/podTemplate";
import { parseBytes } from "../workload/quantity";
import { Workload } from "../workload/workload";
import type { WorkloadArgs } from "../workload/args";
import { configText } from "./configText";
import {
  configFolder,
  configName,
  prometheusConfig,
  type RemoteWrite,
  rulesFile,
  secretsFolder,
} from "./prometheusConfig";
import { type ServerArgs, serverWorkload } from "./server";

/** Prometheus of one namespace. */
export interface PrometheusArgs extends ServerArgs, StorageArgs {
  /** Whom Prometheus calls it scrapes, whom `blackbox-exporter` calls is probed. */
  readonly topology: Topology;
  /** Groups of alerts and recording rules, as in a rule file of Prometheus. */
  readonly ruleGroups: readonly object[];
  /** Address at which people reach it, without a slash at the end. */
  readonly url: string;
  /** How long samples are kept, such as "15d". */
  readonly retentionTime: string;
  /** Scrape the API server. It takes a token and a ClusterRole that may read `/metrics`. */
  readonly apiServer: boolean;
  /** Scrape kubelets and cAdvisor. It takes a token and a ClusterRole that may list nodes and read their metrics. */
  readonly kubelets: boolean;
  /** Demand that kubelets have certificates of the cluster's authority. */
  readonly verifyKubelets: boolean;
  /** Host and port of every Alertmanager that is told of alerts. */
  readonly alertmanagers: readonly string[];
  /** Defaults to nowhere. */
  readonly remoteWrite?: RemoteWrite;
}

const application = "prometheus";

/** Share of the claim for samples; the rest is for the write-ahead log and for blocks that are being compacted. */
const samplesShare = 0.8;

/** Whether Prometheus uses the API of the cluster; by default it needs no token. */
function usesApi(args: PrometheusArgs): boolean {
  return args.apiServer || args.kubelets;
}

/**
 * The pod of Prometheus. It watches its mounted configuration and loads what has changed, so that no change of a rule
 * or target restarts it: neither samples nor the state of pending alerts are lost.
 */
export function prometheusWorkload(args: PrometheusArgs): WorkloadArgs {
  const secret = args.remoteWrite?.secret;
  const workload = serverWorkload(args, {
    application,
    args: [
      `--config.file=${configFolder}/prometheus.yml`,
      "--config.auto-reload",
      "--config.auto-reload-interval=15s",
      "--storage.tsdb.path=/prometheus",
      // For the links in notifications; a path of an ingress is not Prometheus's own.
      `--web.external-url=${args.url}`,
      "--web.route-prefix=/",
    ],
    mounts: [
      { name: "data", path: "/prometheus", claim: claimName(application) },
      { name: "config", path: configFolder, configMap: configName },
      // Optional, so that alerts are there before the credentials of the remote write are.
      ...(secret ? [{ name: "secrets", path: secretsFolder, secret, optional: true }] : []),
    ],
    alivePath: "/-/healthy",
    readyPath: "/-/ready",
    // It replays its write-ahead log first.
    startupSeconds: 600,
    terminationGraceSeconds: 120,
  });
  return { ...workload, apiClient: usesApi(args) };
}

/** Prometheus on its own claim. It finds the pods that it scrapes by the Services of `PodsServices`. */
export class Prometheus extends ComponentResource {
  constructor(name: string, args: PrometheusArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:Prometheus", name, {}, opts);
    const { namespace, storage, storageClass, retain } = args;
    const child = { parent: this };
    const retentionBytes = Math.floor((parseBytes(storage) ?? NaN) * samplesShare);
    const claim = new DataClaim(
      `${name}-data`,
      {
        namespace,
        application,
        storage,
        storageClass,
        retain,
        noBackup: "Alerts work again from an empty start within minutes; only the graphs of the past are gone.",
      },
      child,
    );
    const config = new ConfigMap(
      `${name}-config`,
      {
        metadata: { name: configName, namespace, labels: labelsOf(application) },
        data: {
          "prometheus.yml": configText(prometheusConfig({ ...args, retentionBytes })),
          [rulesFile]: configText({ groups: args.ruleGroups }),
        },
      },
      child,
    );
    const dependsOn: Resource[] = [claim, config];
    if (usesApi(args)) dependsOn.push(this.clusterAccess(name, args));
    new Workload(`${name}-workload`, prometheusWorkload(args), { parent: this, dependsOn });
    this.registerOutputs({});
  }

  /** Metrics of kubelets and the API server belong to no namespace. `nodes/proxy` would be more than they take. */
  private clusterAccess(name: string, { namespace, kubelets, apiServer }: PrometheusArgs): Resource {
    const metadata = { name: `${namespace}-${application}`, labels: labelsOf(application) };
    const rules = [
      ...(kubelets
        ? [
            { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
            { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
          ]
        : []),
      ...(apiServer ? [{ nonResourceURLs: ["/metrics"], verbs: ["get"] }] : []),
    ];
    const role = new ClusterRole(`${name}-role`, { metadata, rules }, { parent: this });
    return new ClusterRoleBinding(
      `${name}-binding`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: metadata.name },
        subjects: [{ kind: "ServiceAccount", name: application, namespace }],
      },
      { parent: this, dependsOn: [role] },
    );
  }
}
