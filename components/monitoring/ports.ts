import type { Port } from "../topology";

/** Ports of the monitoring servers, by application. */
export const monitoringPorts = {
  prometheus: { http: 9090 },
  alertmanager: { http: 9093 },
  grafana: { http: 3000 },
  jaeger: {
    /** The user interface and its API. */
    query: 16686,
    "otlp-grpc": 4317,
    "otlp-http": 4318,
    /** What Jaeger says of itself to Prometheus. */
    metrics: 8888,
    /** What Jaeger counts of the services' traces, to Prometheus. */
    spanmetrics: 8889,
    health: 13133,
  },
  "redis-exporter": { metrics: 9121 },
  "postgres-exporter": { metrics: 9187 },
  "blackbox-exporter": { http: 9115 },
  // `telemetry` serves metrics of kube-state-metrics itself and its readiness.
  "kube-state-metrics": { metrics: 8080, telemetry: 8081 },
} as const;

/** Name of a monitoring server. */
export type ServerName = keyof typeof monitoringPorts;

/** A server's ports, the first of which answers whether it lives. */
export function serverPorts(server: ServerName): Port[] {
  return Object.entries(monitoringPorts[server]).map(([name, port]) => ({ name, port }));
}

/** Names of the ports at which a server has metrics. */
export function scrapedPorts(server: ServerName): string[] {
  return server === "jaeger" ? ["metrics", "spanmetrics"] : serverPorts(server).map(({ name }) => name);
}
