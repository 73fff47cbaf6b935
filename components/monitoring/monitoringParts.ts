import { type Part, part } from "../part";
import type { Settings } from "../settings";
import type { Topology } from "../topology";
import { Alertmanager, alertmanagerWorkload } from "./alertmanager";
import { BlackboxExporter, blackboxExporterWorkload } from "./exporters/blackboxExporter";
import { KubeStateMetrics, kubeStateMetricsWorkload } from "./exporters/kubeStateMetrics";
import { PostgresExporter, postgresExporterWorkload } from "./exporters/postgresExporter";
import { RedisExporter, redisExporterWorkload } from "./exporters/redisExporter";
import { Grafana, grafanaWorkload } from "./grafana";
import { Jaeger, jaegerWorkload } from "./jaeger";
import { alertmanagerArgs, grafanaArgs, jaegerArgs, prometheusArgs, serverArgs } from "./monitoringArguments";
import type { ServerName } from "./ports";
import { Prometheus, prometheusWorkload } from "./prometheus";
import { runningServers } from "./servers";

/** The monitoring servers of a stack, each after those that it calls. */
export function monitoringParts(settings: Settings, namespace: string, topology: Topology): Part[] {
  const server = (name: ServerName) => serverArgs(settings, namespace, name);
  const make: Record<ServerName, () => Part> = {
    jaeger: () => part("jaeger", Jaeger, jaegerWorkload, jaegerArgs(settings, namespace)),
    alertmanager: () =>
      part("alertmanager", Alertmanager, alertmanagerWorkload, alertmanagerArgs(settings, namespace, topology)),
    "redis-exporter": () =>
      part("redis-exporter", RedisExporter, redisExporterWorkload, {
        ...server("redis-exporter"),
        generation: settings["rotation.redis"],
      }),
    "postgres-exporter": () =>
      part("postgres-exporter", PostgresExporter, postgresExporterWorkload, {
        ...server("postgres-exporter"),
        generation: settings["rotation.postgres"],
      }),
    "blackbox-exporter": () =>
      part("blackbox-exporter", BlackboxExporter, blackboxExporterWorkload, server("blackbox-exporter")),
    "kube-state-metrics": () =>
      part("kube-state-metrics", KubeStateMetrics, kubeStateMetricsWorkload, server("kube-state-metrics")),
    prometheus: () => part("prometheus", Prometheus, prometheusWorkload, prometheusArgs(settings, namespace)),
    grafana: () => part("grafana", Grafana, grafanaWorkload, grafanaArgs(settings, namespace)),
  };
  return runningServers(settings).map((name) => make[name]());
}
