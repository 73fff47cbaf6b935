import type { MonitoredApplication } from "../alerts/args";
import { containerPanels } from "./containers";
import type { DashboardContent } from "./dashboard";
import type { Section } from "./panel";
import { replicaPanels } from "./replicas";
import { requestDetails, requestPanels } from "./requests";
import type { DashboardScope } from "./scope";

/** Requests of one service, as it and its traces count them, and its pods. */
export function serviceDashboard(scope: DashboardScope, service: MonitoredApplication): DashboardContent {
  const { namespace, objectives, parts } = scope;
  const requests = (title: string, counted: MonitoredApplication): Section => ({
    title,
    panels: [...requestPanels([counted], objectives.latencySeconds), ...requestDetails(counted)],
  });
  const { name } = service;
  return {
    uid: name,
    title: name,
    description: `Rate, errors and duration of the requests of ${name}, and its pods.`,
    since: "6h",
    sections: [
      requests("Requests, as the service counts them", { ...service, requests: "http" }),
      ...(parts.jaeger ? [requests("Requests, as its traces count them", { ...service, requests: "spans" })] : []),
      { title: "Pods", panels: [...replicaPanels(namespace, name), ...containerPanels(scope, name)] },
    ],
  };
}
