import type { DashboardFile } from "../grafanaConfig";
import { backupsDashboard } from "./backups";
import { dashboard } from "./dashboard";
import { kubernetesDashboard } from "./kubernetes";
import { postgresDashboard } from "./postgres";
import { redisDashboard } from "./redis";
import { type DashboardScope, servicesOf } from "./scope";
import { serviceDashboard } from "./service";
import { sloDashboard } from "./slo";
import { systemOverviewDashboard } from "./systemOverview";
import { weaviateDashboard } from "./weaviate";

/** Every dashboard, the one for an incident first. */
export function dashboards(scope: DashboardScope): DashboardFile[] {
  return [
    systemOverviewDashboard(scope),
    ...servicesOf(scope).map((service) => serviceDashboard(scope, service)),
    redisDashboard(scope),
    postgresDashboard(scope),
    weaviateDashboard(scope),
    kubernetesDashboard(scope),
    backupsDashboard(scope),
    sloDashboard(scope),
  ].map((content) => ({ uid: content.uid, json: JSON.stringify(dashboard(content)) }));
}
