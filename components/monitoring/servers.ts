import type { Settings } from "../settingsSchema";
import type { ServerName } from "./ports";

/** The monitoring servers that run in the namespace. */
export function runningServers(settings: Settings): ServerName[] {
  const watched = settings["monitoring.prometheus"] !== "none";
  const exporters = watched && settings["monitoring.exporters"];
  const runs: Record<ServerName, boolean> = {
    jaeger: settings["monitoring.jaeger"],
    alertmanager: settings["monitoring.alertmanager"] === "own",
    "redis-exporter": exporters,
    "postgres-exporter": exporters,
    "blackbox-exporter": exporters,
    "kube-state-metrics":
      watched &&
      settings["monitoring.kubeStateMetrics"] &&
      settings["monitoring.apiServerCidrs"].length > 0 &&
      settings["monitoring.prometheus"] !== "operator",
    prometheus: settings["monitoring.prometheus"] === "own",
    grafana: settings["monitoring.grafana"],
  };
  return (Object.keys(runs) as ServerName[]).filter((name) => runs[name]);
}

/** The servers that are clients of the cluster's API, for which they take a token. */
export function apiClients(settings: Settings): ServerName[] {
  return runningServers(settings).filter(
    (name) =>
      name === "kube-state-metrics" || (name === "prometheus" && settings["monitoring.apiServerCidrs"].length > 0),
  );
}
