import type { AlertArgs, MonitoredApplication } from "../../../components/monitoring/alerts/args";

const watching = (name: string): MonitoredApplication => ({ name, tier: "monitoring", scraped: true, probed: false });

/** A stack with everything switched on, one of whose services has spans but no metrics of its own. */
export const everything: AlertArgs = {
  namespace: "engine",
  applications: [
    { name: "episodic-memory", tier: "service", scraped: true, probed: true, requests: "http" },
    { name: "reputation-service", tier: "service", scraped: false, probed: true, requests: "spans" },
    { name: "redis", tier: "datastore", scraped: false, probed: true },
    { name: "weaviate", tier: "datastore", scraped: true, probed: true },
    { name: "postgres", tier: "datastore", scraped: false, probed: true },
    ...["prometheus", "alertmanager", "grafana", "jaeger"].map(watching),
    ...["redis-exporter", "postgres-exporter", "blackbox-exporter", "kube-state-metrics"].map(watching),
  ],
  parts: {
    blackbox: true,
    redisExporter: true,
    postgresExporter: true,
    kubernetesState: true,
    kubelet: true,
    apiServer: true,
    prometheus: true,
    remoteWrite: true,
    notifies: true,
    alertmanager: true,
    jaeger: true,
    backups: true,
  },
  objectives: { availability: 0.999, latency: 0.99, latencySeconds: 2 },
  backupMaxAgeSeconds: 93600,
  links: { runbook: "https://docs.example.com/runbook", grafana: "https://grafana.example.com" },
};
