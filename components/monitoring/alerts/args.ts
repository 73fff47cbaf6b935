import type { Links, Need } from "../alert";

/** What an application is to the namespace: a service of the application, a store of its data, or a part that watches. */
export type Tier = "service" | "datastore" | "monitoring";

/** Where the request rates and durations of a service come from: its own metrics, its spans in Jaeger, or nowhere. */
export type RequestSource = "http" | "spans" | "none";

/** An application that is watched: a long-running one of the topology. */
export interface MonitoredApplication {
  /** Name of the application, which is its scrape job's too. */
  readonly name: string;
  readonly tier: Tier;
  /** Whether Prometheus scrapes it under a job of its name. */
  readonly scraped: boolean;
  /** Whether the blackbox exporter probes it, as `service` of the job `blackbox`. */
  readonly probed: boolean;
  /** For a service. */
  readonly requests?: RequestSource;
}

/** What is switched on of the monitoring: alerts that need what is off are left out. */
export interface Parts {
  /** The blackbox exporter. */
  readonly blackbox: boolean;
  readonly redisExporter: boolean;
  readonly postgresExporter: boolean;
  /** kube-state-metrics, limited to the namespace. */
  readonly kubernetesState: boolean;
  /** Scrapes of the kubelet and its cAdvisor, which need the cluster-scoped right to get `nodes/metrics`. */
  readonly kubelet: boolean;
  /** Scrapes of the API server's own metrics. */
  readonly apiServer: boolean;
  /** Prometheus runs in this namespace. */
  readonly prometheus: boolean;
  /** Prometheus sends its samples elsewhere too. */
  readonly remoteWrite: boolean;
  /** Prometheus tells an Alertmanager, of this namespace or elsewhere. */
  readonly notifies: boolean;
  /** Alertmanager runs in this namespace. */
  readonly alertmanager: boolean;
  readonly jaeger: boolean;
  /** CronJobs named `backup-...`. */
  readonly backups: boolean;
}

/** What a service promises. */
export interface Objectives {
  /** Share of requests that do not fail, such as 0.999. */
  readonly availability: number;
  /** Share of requests that are answered within `latencySeconds`, such as 0.99. */
  readonly latency: number;
  /** In seconds; the edge of a bucket of the services' histogram. */
  readonly latencySeconds: number;
}

/** Everything that the alerts of a stack depend on. */
export interface AlertArgs {
  readonly namespace: string;
  readonly applications: readonly MonitoredApplication[];
  readonly parts: Parts;
  readonly objectives: Objectives;
  /** Age in seconds at which the newest success of a backup is too old: its period and its duration. */
  readonly backupMaxAgeSeconds: number;
  readonly links: Links;
}

const without: Record<Exclude<keyof Parts, "remoteWrite">, string> = {
  blackbox: "monitoring.exporters is false",
  redisExporter: "monitoring.exporters is false",
  postgresExporter: "monitoring.exporters is false",
  kubernetesState: "kube-state-metrics is off; it needs monitoring.kubeStateMetrics and monitoring.apiServerCidrs",
  kubelet: "kubelets are not read; that needs monitoring.nodeCidrs",
  apiServer: "the API server is not read; that needs monitoring.apiServerCidrs",
  prometheus: "monitoring.prometheus is not own: whose it is watches it",
  notifies: "monitoring.alertmanager is none",
  alertmanager: "monitoring.alertmanager is not own",
  jaeger: "monitoring.jaeger is false",
  backups: "the namespace has no backups",
};

/** The need of a part. */
export function part(args: AlertArgs, name: keyof typeof without): Need {
  return { met: args.parts[name], reason: without[name] };
}

/** The need of a service's request rates and durations. */
export function requestsOf({ name, requests = "none" }: MonitoredApplication): Need {
  return { met: requests !== "none", reason: `${name} has neither Prometheus metrics nor traces` };
}

/** The watched applications of a tier. */
export function ofTier(args: AlertArgs, tier: Tier): MonitoredApplication[] {
  return args.applications.filter((application) => application.tier === tier);
}
