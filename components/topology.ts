import { monitoringConnections } from "./monitoring/connections";
import { monitoringPorts } from "./monitoring/ports";
import type { Settings } from "./settings";

/** A named TCP port of an application. */
export interface Port {
  readonly name: string;
  readonly port: number;
}

/** An application of the namespace: a workload of this name, with the label `app`, and a Service where it has ports. */
export interface Application {
  readonly name: string;
  readonly ports: readonly Port[];
}

/** A connection that one application opens to named ports of another. */
export interface Call {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
}

/** A way into the namespace: pods of other namespaces that may open named ports of an application. */
export interface Entry {
  readonly namespaces: readonly string[];
  readonly to: string;
  readonly ports: readonly string[];
}

/** A way out of the cluster: addresses that an application may open on some TCP ports. */
export interface Exit {
  readonly from: string;
  readonly cidrs: readonly string[];
  readonly ports: readonly number[];
}

/** Who runs, on which ports, and who calls whom: all that is reachable, nothing more. */
export interface Topology {
  readonly applications: readonly Application[];
  readonly calls: readonly Call[];
  readonly entries: readonly Entry[];
  readonly exits: readonly Exit[];
}

/** Ports by application, as the runbook numbers them. */
const ports = {
  "episodic-memory": { http: 8081 },
  "reputation-service": { http: 8090 },
  redis: { redis: 6379 },
  // The application's client opens gRPC beside REST; without it, it falls back silently to a store in its own memory.
  weaviate: { http: 8080, grpc: 50051, metrics: 2112 },
  postgres: { postgres: 5432 },
  // A Job: it calls, and nobody calls it.
  "image-scan": {},
  ...monitoringPorts,
} as const;

/** Name of an application of the namespace. */
export type ApplicationName = keyof typeof ports;

/** The runbook's dependency diagram. */
const calls: readonly (Call & { from: ApplicationName; to: ApplicationName })[] = [
  { from: "episodic-memory", to: "redis", ports: ["redis"] },
  { from: "episodic-memory", to: "weaviate", ports: ["http", "grpc"] },
  { from: "reputation-service", to: "postgres", ports: ["postgres"] },
];

/** The namespace's topology under a stack's settings. */
export function engineTopology(settings: Settings): Topology {
  const namespaces = settings["clients.namespaces"];
  const entries = (["episodic-memory", "reputation-service"] as const).map((to) => ({
    namespaces,
    to,
    ports: ["http"],
  }));
  const scans = settings["scan.enabled"];
  const engine: readonly ApplicationName[] = ["episodic-memory", "reputation-service", "redis", "weaviate", "postgres"];
  const names = [...engine, ...(scans ? (["image-scan"] as const) : [])];
  const monitoring = monitoringConnections(settings);
  return {
    applications: [...names.map((name) => ({ name, ports: portsOf(name) })), ...monitoring.applications],
    calls: [...calls, ...monitoring.calls],
    entries: [...(namespaces.length > 0 ? entries : []), ...monitoring.entries],
    exits: [
      ...(scans ? [{ from: "image-scan", cidrs: settings["scan.registryCidrs"], ports: [443] }] : []),
      ...monitoring.exits,
    ],
  };
}

/**
 * The topology as those see it who describe what is watched: with the scrapes as calls of `prometheus`, also where it is
 * not of this namespace.
 */
export function watchedTopology(settings: Settings): Topology {
  const asOwn = engineTopology({ ...settings, "monitoring.prometheus": "own" });
  const { applications } = engineTopology(settings);
  const runs = (name: string) => name === "prometheus" || applications.some((application) => application.name === name);
  return { ...asOwn, applications, calls: asOwn.calls.filter(({ from, to }) => runs(from) && runs(to)) };
}

/** Those who call others only to watch them. */
const observers = ["prometheus", "blackbox-exporter", "grafana"];

/** Those whose absence no caller minds: traces are then dropped. */
const dispensable = ["jaeger"];

/** An application's ports. */
export function portsOf(name: ApplicationName): Port[] {
  return Object.entries(ports[name]).map(([port, number]) => ({ name: port, port: number }));
}

/** The number of an application's named port. */
export function portOf<Name extends ApplicationName>(name: Name, port: keyof (typeof ports)[Name]): number {
  return ports[name][port] as number;
}

/** A port that an application of the topology declares. Throws if it declares none of that name. */
export function declaredPort(topology: Topology, application: string, name: string): Port {
  const ports = topology.applications.find((candidate) => candidate.name === application)?.ports ?? [];
  const port = ports.find((candidate) => candidate.name === name);
  if (!port) throw new Error(`the topology calls port ${name} of ${application}, which declares no such port`);
  return port;
}

/** The applications without which one application does not work: those that it calls. */
export function dependenciesOf(topology: Topology, name: string): string[] {
  if (observers.includes(name)) return [];
  return topology.calls.filter(({ from, to }) => from === name && !dispensable.includes(to)).map(({ to }) => to);
}
