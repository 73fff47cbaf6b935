import type { AlertArgs, MonitoredApplication } from "../alerts/args";

/** What the dashboards are about: the same as what the alerts watch. */
export type DashboardScope = Omit<AlertArgs, "links">;

/** The applications that answer requests of users. */
export function servicesOf({ applications }: DashboardScope): MonitoredApplication[] {
  return applications.filter(({ tier }) => tier === "service");
}
