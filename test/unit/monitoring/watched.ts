import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { objectOf } from "../../../policies/pulumiResource";
import { engineTopology, type Settings, type Topology } from "../../../components";
import { readStackSettings } from "../../../operations/project";
import type { AlertmanagerConfigArgs } from "../../../components/monitoring/alertmanagerConfig";
import type { Contacts } from "../../../components/monitoring/contacts";
import { PodsServices } from "../../../components/monitoring/podsServices";
import { monitoringParts } from "../../../components/monitoring/monitoringParts";
import { record, type Registration } from "../recording";

export const namespace = "orchestrix-pilot";

/** Contacts of every kind. */
export const contacts: Contacts = {
  onCall: ["pagerduty", "slack:#incidents"],
  seniorEngineer: ["pagerduty"],
  engineeringManager: ["email:manager@example.com"],
  vpEngineering: ["email:vp@example.com"],
  team: ["slack:#alerts"],
  watchdog: ["webhook"],
};

const settings: Settings = {
  ...readStackSettings("prod"),
  "scan.enabled": false,
  "alerting.onCall": contacts.onCall,
  "alerting.seniorEngineer": contacts.seniorEngineer,
  "alerting.engineeringManager": contacts.engineeringManager,
  "alerting.vpEngineering": contacts.vpEngineering,
  "alerting.team": contacts.team,
  "alerting.watchdog": contacts.watchdog,
  "alerting.secret": "alertmanager-contacts",
  "alerting.smtpHost": "smtp.example.com:587",
  "alerting.smtpFrom": "alerts@example.com",
  "alerting.smtpUser": "alerts",
};

/** Everything that may be watched is. */
export const everything: Settings = {
  ...settings,
  "monitoring.apiServerCidrs": ["10.96.0.1/32"],
  "monitoring.nodeCidrs": ["10.0.0.0/16"],
  "alerting.cidrs": ["203.0.113.0/24"],
};

/** Nothing that takes more than the namespace. */
export const namespaceOnly: Settings = {
  ...settings,
  "episodicMemory.metrics": false,
  "reputationService.metrics": false,
  "monitoring.apiServerCidrs": [],
  "monitoring.nodeCidrs": [],
  "alerting.cidrs": [],
};

/** The application, its stores, and those who watch them. */
export const watchedTopology = engineTopology;

/** What Alertmanager is told in these tests. */
export function notifications(topology: Topology): AlertmanagerConfigArgs {
  return {
    contacts,
    smtpHost: "smtp.example.com:587",
    smtpFrom: "alerts@example.com",
    smtpUser: "alerts",
    topology,
  };
}

/** What the monitoring servers register, and what Prometheus finds pods by. */
export function recordServers(settings: Settings): Promise<Registration[]> {
  return record(() => {
    for (const { application, create } of monitoringParts(settings, namespace, engineTopology(settings))) {
      create(application, {});
    }
    new PodsServices("scraped", { namespace, topology: engineTopology(settings) });
  });
}

/** The Kubernetes objects among registrations. */
export function objectsOf(registrations: readonly Registration[]): KubernetesObject[] {
  return registrations.flatMap(({ type, inputs }) => objectOf(type, inputs) ?? []);
}
