import type { Settings } from "../settingsSchema";
import type { Application, Call, Entry, Exit, Topology } from "../topology";
import { monitoringPorts, scrapedPorts, type ServerName, serverPorts } from "./ports";
import { runningServers } from "./servers";

/** The API server listens at 443 behind its Service, and at 6443 on its own address as most clusters have it. */
const apiServerPorts = [443, 6443];
const kubeletPort = 10250;

/** The monitoring servers' part of the topology: who watches whom. What Prometheus calls it scrapes, what `blackbox-exporter` calls it probes. */
export function monitoringConnections(settings: Settings): Topology {
  const servers = runningServers(settings);
  const scrapes = scrapesOf(settings, servers);
  const here = servers.includes("prometheus");
  const namespaces = settings["monitoring.scrapeNamespaces"];
  return {
    applications: servers.map((name): Application => ({ name, ports: serverPorts(name) })),
    calls: [...(here ? scrapes : []), ...otherCalls(settings).filter(({ from, to }) => runs(from) && runs(to))],
    entries: [
      ...(here ? [] : scrapes.map(({ to, ports }): Entry => ({ namespaces, to, ports }))),
      { namespaces: settings["grafana.namespaces"], to: "grafana", ports: ["http"] },
    ].filter((entry) => entry.namespaces.length > 0 && runs(entry.to)),
    exits: exitsOf(settings).filter(({ from, cidrs }) => cidrs.length > 0 && runs(from)),
  };

  function runs(application: string): boolean {
    return !(application in monitoringPorts) || servers.includes(application as ServerName);
  }
}

/** Whom Prometheus scrapes, by the ports with metrics; its own it knows. */
function scrapesOf(settings: Settings, servers: readonly ServerName[]): Call[] {
  if (settings["monitoring.prometheus"] === "none") return [];
  const from = "prometheus";
  return [
    ...(settings["episodicMemory.metrics"] ? [{ from, to: "episodic-memory", ports: ["http"] }] : []),
    ...(settings["reputationService.metrics"] ? [{ from, to: "reputation-service", ports: ["http"] }] : []),
    { from, to: "weaviate", ports: ["metrics"] },
    ...servers.filter((name) => name !== "prometheus").map((to) => ({ from, to, ports: scrapedPorts(to) })),
  ];
}

/** What the servers, and the services for their traces, call beside what is scraped. */
function otherCalls(settings: Settings): Call[] {
  const traces = ["otlp-grpc", "otlp-http"];
  return [
    ...(settings["tracing.enabled"]
      ? ["episodic-memory", "reputation-service"].map((from) => ({ from, to: "jaeger", ports: traces }))
      : []),
    { from: "redis-exporter", to: "redis", ports: ["redis"] },
    { from: "postgres-exporter", to: "postgres", ports: ["postgres"] },
    { from: "blackbox-exporter", to: "episodic-memory", ports: ["http"] },
    { from: "blackbox-exporter", to: "reputation-service", ports: ["http"] },
    { from: "blackbox-exporter", to: "weaviate", ports: ["http"] },
    { from: "blackbox-exporter", to: "redis", ports: ["redis"] },
    { from: "blackbox-exporter", to: "postgres", ports: ["postgres"] },
    { from: "grafana", to: "prometheus", ports: ["http"] },
    { from: "grafana", to: "alertmanager", ports: ["http"] },
    { from: "grafana", to: "jaeger", ports: ["query"] },
  ];
}

/** Ways out of the namespace. */
function exitsOf(settings: Settings): Exit[] {
  const apiServer = { cidrs: settings["monitoring.apiServerCidrs"], ports: apiServerPorts };
  const smtp = settings["alerting.smtpHost"];
  return [
    { from: "prometheus", ...apiServer },
    { from: "prometheus", cidrs: settings["monitoring.nodeCidrs"], ports: [kubeletPort] },
    {
      from: "prometheus",
      cidrs: settings["monitoring.alertmanagerCidrs"],
      ports: [portOfAddress(`http://${settings["monitoring.alertmanagerAddress"]}`)],
    },
    {
      from: "prometheus",
      cidrs: settings["prometheus.remoteWriteCidrs"],
      ports: [portOfAddress(settings["prometheus.remoteWriteUrl"])],
    },
    { from: "kube-state-metrics", ...apiServer },
    {
      from: "alertmanager",
      cidrs: settings["alerting.cidrs"],
      ports: [...new Set([443, settings["alerting.webhookPort"], ...(smtp ? [portOfAddress(`http://${smtp}`)] : [])])],
    },
    {
      from: "grafana",
      cidrs: settings["monitoring.prometheusCidrs"],
      ports: [portOfAddress(settings["monitoring.prometheusUrl"])],
    },
  ];
}

/** The port of an address, which most leave to the scheme. */
function portOfAddress(address: string): number {
  if (!URL.canParse(address)) return 443;
  const { port, protocol } = new URL(address);
  return Number(port) || (protocol === "https:" ? 443 : 80);
}
