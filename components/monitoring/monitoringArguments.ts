/** What each part of the monitoring is told: a stack's settings, in the words of the part's arguments. */
import { resourcesOf } from "../engineArguments";
import { reference } from "../images";
import type { Settings } from "../settings";
import { type Topology, watchedTopology } from "../topology";
import type { StorageArgs } from "../workload/dataClaim";
import type { AlertmanagerArgs } from "./alertmanager";
import type { AlertArgs, RequestSource } from "./alerts/args";
import { alertRules } from "./alerts";
import { monitoredApplications, partsOf } from "./alerts/monitored";
import { slowSeconds } from "./alerts/services";
import { contactsOf } from "./contacts";
import { dashboards } from "./dashboards";
import type { GrafanaArgs } from "./grafana";
import type { JaegerArgs } from "./jaeger";
import { monitoringPorts, type ServerName } from "./ports";
import type { PrometheusArgs } from "./prometheus";
import type { ServerArgs } from "./server";
import { runningServers } from "./servers";

/** What every monitoring server is told. */
export function serverArgs(settings: Settings, namespace: string, server: ServerName): ServerArgs {
  const sized = ["prometheus", "alertmanager", "grafana", "jaeger"] as const;
  const workload = sized.find((name) => name === server) ?? "exporter";
  return { namespace, image: reference(server, settings.images), resources: resourcesOf(settings, workload) };
}

/** What the alerts of a stack depend on. */
export function alertArgs(settings: Settings, namespace: string): AlertArgs {
  const topology = watchedTopology(settings);
  const mode = settings["monitoring.prometheus"];
  // A Prometheus elsewhere is the cluster's, and knows its kubelets and its API server.
  const ofCluster = mode === "operator" || mode === "external";
  const parts = partsOf(topology, {
    kubelet: ofCluster || settings["monitoring.nodeCidrs"].length > 0,
    apiServer: ofCluster || settings["monitoring.apiServerCidrs"].length > 0,
    remoteWrite: settings["prometheus.remoteWriteUrl"] !== "",
    notifies: settings["monitoring.alertmanager"] !== "none",
    backups: false,
  });
  const source = (metrics: boolean): RequestSource =>
    metrics ? "http" : settings["tracing.enabled"] ? "spans" : "none";
  return {
    namespace,
    applications: monitoredApplications({
      topology,
      requests: {
        "episodic-memory": source(settings["episodicMemory.metrics"]),
        "reputation-service": source(settings["reputationService.metrics"]),
      },
      datastores: ["redis", "weaviate", "postgres"],
    }),
    parts: { ...parts, kubernetesState: parts.kubernetesState || mode === "operator" },
    objectives: {
      availability: Number(settings["slo.availability"]),
      latency: Number(settings["slo.latency"]),
      latencySeconds: slowSeconds,
    },
    backupMaxAgeSeconds: 26 * 3600,
    links: { runbook: settings["monitoring.runbookUrl"], grafana: settings["grafana.url"] },
  };
}

/** Arguments of Alertmanager. */
export function alertmanagerArgs(settings: Settings, namespace: string, topology: Topology): AlertmanagerArgs {
  return {
    ...serverArgs(settings, namespace, "alertmanager"),
    ...claimArgs(settings, "alertmanager"),
    config: {
      contacts: contactsOf(settings),
      smtpHost: settings["alerting.smtpHost"],
      smtpFrom: settings["alerting.smtpFrom"],
      smtpUser: settings["alerting.smtpUser"],
      topology,
    },
    url: settings["alertmanager.url"],
    secret: settings["alerting.secret"],
  };
}

/** Arguments of Jaeger. */
export function jaegerArgs(settings: Settings, namespace: string): JaegerArgs {
  return {
    ...serverArgs(settings, namespace, "jaeger"),
    ...claimArgs(settings, "jaeger"),
    retentionHours: settings["jaeger.retentionHours"],
  };
}

/** Arguments of Grafana. */
export function grafanaArgs(settings: Settings, namespace: string): GrafanaArgs {
  const servers = runningServers(settings);
  const inside = (server: "prometheus" | "alertmanager") =>
    servers.includes(server) ? `http://${server}:${monitoringPorts[server].http}` : "";
  return {
    ...serverArgs(settings, namespace, "grafana"),
    rootUrl: settings["grafana.url"],
    dataSources: {
      prometheus: inside("prometheus") || settings["monitoring.prometheusUrl"],
      alertmanager: inside("alertmanager"),
      jaeger: servers.includes("jaeger") ? `http://jaeger-query:${monitoringPorts.jaeger.query}` : "",
    },
    dashboards: dashboards(alertArgs(settings, namespace)),
    generation: settings["rotation.grafana"],
  };
}

function alertmanagersOf(settings: Settings): string[] {
  switch (settings["monitoring.alertmanager"]) {
    case "own":
      return [`alertmanager:${monitoringPorts.alertmanager.http}`];
    case "external":
      return [settings["monitoring.alertmanagerAddress"]];
    default:
      return [];
  }
}

/** How a part keeps its data. */
export function claimArgs(settings: Settings, server: "prometheus" | "alertmanager" | "jaeger"): StorageArgs {
  return { storage: settings[`${server}.storage`], storageClass: settings.storageClass, retain: settings.protect };
}

/** What a Prometheus is to scrape and evaluate, wherever it runs. */
export function watchArgs(settings: Settings, namespace: string) {
  return {
    namespace,
    topology: watchedTopology(settings),
    ruleGroups: alertRules(alertArgs(settings, namespace)).groups,
  };
}

/** Arguments of Prometheus. */
export function prometheusArgs(settings: Settings, namespace: string): PrometheusArgs {
  return {
    ...serverArgs(settings, namespace, "prometheus"),
    ...claimArgs(settings, "prometheus"),
    ...watchArgs(settings, namespace),
    url: settings["prometheus.url"],
    retentionTime: settings["prometheus.retention"],
    apiServer: settings["monitoring.apiServerCidrs"].length > 0,
    kubelets: settings["monitoring.nodeCidrs"].length > 0,
    verifyKubelets: settings["monitoring.verifyKubelets"],
    alertmanagers: alertmanagersOf(settings),
    remoteWrite: settings["prometheus.remoteWriteUrl"]
      ? {
          url: settings["prometheus.remoteWriteUrl"],
          user: settings["prometheus.remoteWriteUser"],
          secret: settings["prometheus.secret"],
        }
      : undefined,
  };
}
