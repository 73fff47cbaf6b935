import { type Call, declaredPort, type Port, type Topology } from "../topology";
import { monitoringPorts } from "./ports";

/** Time between scrapes and between evaluations: a quarter of the runbook's minute until a service counts as down. */
export const scrapeInterval = "15s";

/** Time after which a scrape has failed. */
export const scrapeTimeout = "10s";

/** Name of the job of all probes. */
export const probesJob = "blackbox";

/** A job of an application's name, whose targets are the listed ports of each ready pod, at `/metrics`. */
export interface PodsJob {
  readonly application: string;
  readonly ports: readonly Port[];
}

/** What `blackbox-exporter` is asked about a port of an application, through its Service as a client would. */
export interface HealthProbe {
  /** Name of the application, which its series have as `service`. */
  readonly service: string;
  /** Name of the port. */
  readonly port: string;
  /** Module of `blackbox-exporter`: `http` for ports of that name, else `tcp`, which sees whether the port opens. */
  readonly module: string;
  /** Address as `blackbox-exporter` reaches it. */
  readonly target: string;
}

/** The applications that Prometheus scrapes, be it of this namespace or not. */
export function podsJobs(topology: Topology): PodsJob[] {
  return callsFrom(topology, "prometheus").map(({ to, ports }) => ({
    application: to,
    ports: ports.map((port) => declaredPort(topology, to, port)),
  }));
}

/** The ports that `blackbox-exporter` probes. */
export function healthProbes(topology: Topology): HealthProbe[] {
  return callsFrom(topology, "blackbox-exporter").flatMap(({ to: service, ports }) =>
    ports.map((port) => {
      const address = `${service}:${declaredPort(topology, service, port).port}`;
      const http = { module: "http", target: `http://${address}${healthPaths[service] ?? "/health"}` };
      return { service, port, ...(port === "http" ? http : { module: "tcp", target: address }) };
    }),
  );
}

/** Path at which `blackbox-exporter` answers probes. */
export const proberPath = "/probe";

/** Host and port of the `blackbox-exporter` of a namespace, as every namespace knows it. */
export function proberAddress(namespace: string): string {
  return `blackbox-exporter.${namespace}.svc:${monitoringPorts["blackbox-exporter"].http}`;
}

/** Where an application answers whether it serves, if not at `/health`. */
const healthPaths: Readonly<Record<string, string>> = { weaviate: "/v1/.well-known/ready" };

function callsFrom(topology: Topology, caller: string): Call[] {
  return topology.calls.filter(({ from }) => from === caller);
}
