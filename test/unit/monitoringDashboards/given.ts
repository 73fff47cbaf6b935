import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import type { MonitoredApplication } from "../../../components/monitoring/alerts/args";
import { dashboards } from "../../../components/monitoring/dashboards";
import type { dashboard } from "../../../components/monitoring/dashboards/dashboard";
import type { DashboardScope } from "../../../components/monitoring/dashboards/scope";
import { everything as everyAlert } from "../../config/alerts/alertArgs";

const { parts, objectives, backupMaxAgeSeconds } = everyAlert;

export const namespace = "watched";

const service = (name: string): MonitoredApplication => ({
  name,
  tier: "service",
  scraped: true,
  probed: true,
  requests: "http",
});

/** A stack with everything switched on. */
export const everything: DashboardScope = {
  namespace,
  applications: [
    service("episodic-memory"),
    service("reputation-service"),
    { name: "redis", tier: "datastore", scraped: false, probed: true },
    { name: "weaviate", tier: "datastore", scraped: true, probed: true },
    { name: "grafana", tier: "monitoring", scraped: true, probed: false },
  ],
  parts,
  objectives,
  backupMaxAgeSeconds,
};

type Dashboard = ReturnType<typeof dashboard>;

/** The dashboards as Grafana reads them, by uid. */
export function drawn(scope: DashboardScope = everything): Map<string, Dashboard> {
  return new Map(dashboards(scope).map(({ uid, json }) => [uid, JSON.parse(json) as Dashboard]));
}

/** The panels of a dashboard, without the rows between them. */
export function panelsOf({ panels = [] }: Dashboard): Panel[] {
  return panels.filter((panel): panel is Panel => !isRow(panel));
}

/** Whether a panel is but the title of those below it. */
export function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === "row";
}

/** The queries of a panel. */
export function queriesOf({ targets = [] }: Panel): Dataquery[] {
  return targets as unknown as Dataquery[];
}

/** The panel of a dashboard with this title. */
export function panelOf(scope: DashboardScope, uid: string, title: string): Panel {
  const found = drawn(scope).get(uid);
  const panel = found && panelsOf(found).find((each) => each.title === title);
  if (!panel) throw new Error(`the dashboard ${uid} has no panel ${title}`);
  return panel;
}

/** Every PromQL expression, with where it is. */
export function expressions(scope: DashboardScope = everything): { where: string; expression: string }[] {
  return [...drawn(scope)].flatMap(([uid, each]) =>
    panelsOf(each).flatMap((panel) =>
      queriesOf(panel).map(({ expr, refId }) => ({
        where: `${uid}, ${panel.title ?? ""}, ${refId}`,
        expression: expr,
      })),
    ),
  );
}
