import type { Topology } from "../topology";
import { apiServer } from "./metrics/apiServer";
import { seriesOf } from "./metrics/exposed";
import { podsService } from "./podsServices";
import { monitoringPorts } from "./ports";
import {
  type HealthProbe,
  healthProbes,
  type PodsJob,
  podsJobs,
  proberAddress,
  proberPath,
  probesJob,
  scrapeInterval,
  scrapeTimeout,
} from "./scrapeJobs";

/** A server that every sample is sent to as well, by Prometheus's remote write protocol. */
export interface RemoteWrite {
  /** Address that is written to, http or https; no user or password in it. */
  readonly url: string;
  /** User whose password is the file `remote-write-password` of the Secret; empty for the file `remote-write-token`. */
  readonly user: string;
  /** Name of the Secret in `secretsFolder`; empty for a server that asks for nothing. */
  readonly secret: string;
}

/** An entry of `scrape_configs`, as Prometheus reads it. */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly metrics_path?: string;
  readonly dns_sd_configs?: readonly object[];
  readonly static_configs?: readonly object[];
  readonly relabel_configs?: readonly object[];
}

/** What Prometheus is told beside the topology. */
export interface PrometheusConfigArgs {
  readonly namespace: string;
  /** Whom Prometheus calls it scrapes, whom `blackbox-exporter` calls is probed: NetworkPolicies and jobs agree. */
  readonly topology: Topology;
  /** How long samples are kept, such as "15d". */
  readonly retentionTime: string;
  /** Bytes of samples above which the oldest are dropped. */
  readonly retentionBytes: number;
  /** Scrape the API server, for evidence of encryption at rest and of audit logging. */
  readonly apiServer: boolean;
  /** Scrape every node's kubelet and cAdvisor, of which only this namespace's series are kept. */
  readonly kubelets: boolean;
  /** Demand that kubelets have certificates of the cluster's authority; many clusters leave them self-signed. */
  readonly verifyKubelets: boolean;
  /** Host and port of every Alertmanager that is told of alerts. */
  readonly alertmanagers: readonly string[];
  /** Defaults to nowhere. */
  readonly remoteWrite?: RemoteWrite;
}

/** Folder of the configuration in the container. */
export const configFolder = "/etc/prometheus";

/** Folder of the Secret with what is secret of the remote write, in the container. */
export const secretsFolder = "/run/secrets/prometheus";

/** Name of the ConfigMap, which the runbook's application looks for. */
export const configName = "prometheus-config";

/** Name of the file with the alerts and recording rules, beside the configuration. */
export const rulesFile = "orchestrix.rules.yml";

const account = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The configuration of Prometheus. Pods are found by DNS, which answers for a headless Service with every ready pod:
 * unlike Kubernetes discovery it takes no API token, no Role and no way to the API server.
 */
export function prometheusConfig(args: PrometheusConfigArgs): object {
  const { namespace, topology, remoteWrite, alertmanagers } = args;
  return {
    global: {
      scrape_interval: scrapeInterval,
      scrape_timeout: scrapeTimeout,
      evaluation_interval: scrapeInterval,
      external_labels: { namespace },
    },
    storage: { tsdb: { retention: { time: args.retentionTime, size: `${args.retentionBytes}B` } } },
    rule_files: [rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] },
    ...(remoteWrite ? { remote_write: [remoteWriteConfig(remoteWrite)] } : {}),
    scrape_configs: [
      { job_name: "prometheus", static_configs: [{ targets: [`localhost:${monitoringPorts.prometheus.http}`] }] },
      ...namespaceConfigs(namespace, topology),
      ...(args.apiServer ? [apiServerConfig] : []),
      ...(args.kubelets ? kubeletConfigs(namespace, args.verifyKubelets) : []),
    ],
  };
}

/** Scrapes of what is in the namespace, except for Prometheus itself. */
export function namespaceConfigs(namespace: string, topology: Topology): ScrapeConfig[] {
  const probes = healthProbes(topology);
  return [
    ...podsJobs(topology).map((job) => podsConfig(namespace, job)),
    ...(probes.length > 0 ? [probesConfig(namespace, probes)] : []),
  ];
}

/** Who takes a copy of every sample. */
function remoteWriteConfig({ url, user, secret }: RemoteWrite): object {
  const password = { username: user, password_file: `${secretsFolder}/remote-write-password` };
  const token = { credentials_file: `${secretsFolder}/remote-write-token` };
  return { url, ...(secret ? (user ? { basic_auth: password } : { authorization: token }) : {}) };
}

function podsConfig(namespace: string, { application, ports }: PodsJob): ScrapeConfig {
  return {
    job_name: application,
    dns_sd_configs: ports.map(({ port }) => ({
      // With the dot at its end, no other domain of the pod's search path is asked.
      names: [`${podsService(application)}.${namespace}.svc.cluster.local.`],
      type: "A",
      port,
      // A pod that is gone must not stay long enough to count as down.
      refresh_interval: scrapeInterval,
    })),
  };
}

function probesConfig(namespace: string, probes: readonly HealthProbe[]): ScrapeConfig {
  return {
    job_name: probesJob,
    metrics_path: proberPath,
    static_configs: probes.map(({ service, module, target }) => ({
      targets: [target],
      labels: { service, __param_module: module },
    })),
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: proberAddress(namespace) },
    ],
  };
}

const asAccount = {
  scheme: "https",
  authorization: { credentials_file: `${account}/token` },
  tls_config: { ca_file: `${account}/ca.crt` },
};

/** Of the API server's thousands of series, the evidence of encryption at rest and of an audit log. */
const apiServerConfig = {
  job_name: "apiserver",
  ...asAccount,
  static_configs: [{ targets: ["kubernetes.default.svc:443"] }],
  metric_relabel_configs: [{ source_labels: ["__name__"], regex: seriesOf(apiServer).join("|"), action: "keep" }],
};

/** Volumes and containers of this namespace, and what a kubelet says of itself; nothing of other namespaces. */
function kubeletConfigs(namespace: string, verify: boolean): object[] {
  const job = (name: string, path: string, namespaces: string) => ({
    job_name: name,
    ...asAccount,
    tls_config: { ...asAccount.tls_config, ...(verify ? {} : { insecure_skip_verify: true }) },
    metrics_path: path,
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: [{ source_labels: ["__meta_kubernetes_node_name"], target_label: "node" }],
    metric_relabel_configs: [{ source_labels: ["namespace"], regex: namespaces, action: "keep" }],
  });
  return [job("kubelet", "/metrics", `${namespace}|`), job("cadvisor", "/metrics/cadvisor", namespace)];
}
