import type { Topology } from "../../topology";
import type { MonitoredApplication, Parts, RequestSource, Tier } from "./args";

/** What the topology does not say of those who are watched. */
export interface Watched {
  readonly topology: Topology;
  /** The services of the application, and where their request rates come from. */
  readonly requests: Readonly<Record<string, RequestSource>>;
  /** The stores of their data. */
  readonly datastores: readonly string[];
}

/**
 * The watched applications of a topology: whom `prometheus` calls it scrapes, whom `blackbox-exporter` calls it probes.
 * One without ports is a Job, which is not down when it does not run.
 */
export function monitoredApplications({ topology, requests, datastores }: Watched): MonitoredApplication[] {
  const calls = (from: string, to: string) => topology.calls.some((call) => call.from === from && call.to === to);
  const tierOf = (name: string): Tier =>
    name in requests ? "service" : datastores.includes(name) ? "datastore" : "monitoring";
  return topology.applications
    .filter(({ ports }) => ports.length > 0)
    .map(({ name }) => ({
      name,
      tier: tierOf(name),
      scraped: name === "prometheus" || calls("prometheus", name),
      probed: calls("blackbox-exporter", name),
      ...(name in requests ? { requests: requests[name] } : {}),
    }));
}

/** The parts of the monitoring: those that are applications are in the topology. */
export function partsOf(
  topology: Topology,
  others: Pick<Parts, "kubelet" | "apiServer" | "remoteWrite" | "notifies" | "backups">,
): Parts {
  const runs = (application: string) => topology.applications.some(({ name }) => name === application);
  return {
    ...others,
    blackbox: runs("blackbox-exporter"),
    redisExporter: runs("redis-exporter"),
    postgresExporter: runs("postgres-exporter"),
    kubernetesState: runs("kube-state-metrics"),
    prometheus: runs("prometheus"),
    alertmanager: runs("alertmanager"),
    jaeger: runs("jaeger"),
  };
}
