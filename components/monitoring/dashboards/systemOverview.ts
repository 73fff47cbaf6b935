import { NoUnit } from "@grafana/grafana-foundation-sdk/units";
import type { Severity } from "../alert";
import type { MonitoredApplication } from "../alerts/args";
import { containerPanels } from "./containers";
import type { DashboardContent } from "./dashboard";
import { type Panel, upOrDown } from "./panel";
import { postgresConnections } from "./postgres";
import { redisClients, redisMemory } from "./redis";
import { requestPanels } from "./requests";
import { type DashboardScope, servicesOf } from "./scope";
import { volumePanels } from "./volumes";
import { weaviateQueries } from "./weaviate";

const severities: readonly Severity[] = ["P0", "P1", "investigation"];

/** The first page of an incident: what is down, what is slow, what is full. */
export function systemOverviewDashboard(scope: DashboardScope): DashboardContent {
  return {
    uid: "system-overview",
    title: "System Overview",
    description: "What is down, what is slow and what is full: the first page of an incident.",
    since: "3h",
    sections: [
      { title: "Down", panels: [...alerts(), ...life(scope)] },
      { title: "Slow", panels: requestPanels(servicesOf(scope), scope.objectives.latencySeconds) },
      { title: "Stores", panels: [redisMemory, redisClients, postgresConnections, weaviateQueries] },
      { title: "Full", panels: [...containerPanels(scope, ".+"), ...volumePanels(scope, ".+")] },
    ],
  };
}

function alerts(): Panel[] {
  return [
    {
      title: "Firing alerts",
      description: "Alerts that fire, by severity. The Watchdog, which always fires, is left out.",
      unit: NoUnit,
      numbers: true,
      limit: { value: 1 },
      queries: severities.map((severity) => ({
        expression: `sum(ALERTS{alertstate="firing",alertname!="Watchdog",severity="${severity}"}) or vector(0)`,
        legend: severity,
      })),
    },
  ];
}

function life({ applications }: DashboardScope): Panel[] {
  const named = (chosen: readonly MonitoredApplication[]) => chosen.map(({ name }) => name).join("|");
  const probed = named(applications.filter((application) => application.probed));
  const scraped = named(applications.filter((application) => application.scraped));
  return [
    {
      title: "Answers",
      description:
        "Whether each service answers its health check, and each store its port, to a client in the namespace.",
      unit: NoUnit,
      numbers: true,
      words: upOrDown,
      limit: { value: 1, below: true },
      queries: [
        {
          expression: `min by (service) (probe_success{job="blackbox",service=~"${probed}"})`,
          legend: "{{service}}",
        },
      ],
    },
    {
      title: "Scrapes",
      description:
        "Whether each application's metrics are scraped: the worst of its pods. " +
        "A service that answers its health check and is down here serves no Prometheus metrics.",
      unit: NoUnit,
      numbers: true,
      words: upOrDown,
      limit: { value: 1, below: true },
      queries: [{ expression: `min by (job) (up{job=~"${scraped}"})`, legend: "{{job}}" }],
    },
  ];
}
