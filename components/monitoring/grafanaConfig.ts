import { secrets } from "../foundation/credentials";
import { configText } from "./configText";
import { dataSources } from "./dataSources";

/** Where Grafana finds what its dashboards show: URLs inside the cluster, or empty for a source that there is not. */
export interface DataSourceUrls {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly jaeger: string;
}

/** Folders in Grafana's container. */
export const folders = {
  /** Of the data sources, in Grafana's provisioning folder. */
  dataSources: "/etc/grafana/provisioning/datasources",
  /** Of the list of folders with dashboards, there too. */
  providers: "/etc/grafana/provisioning/dashboards",
  /** Of the dashboards, each in a folder of its own. */
  dashboards: "/etc/grafana/dashboards",
  secrets: "/run/secrets/grafana",
} as const;

/** Uid of the dashboard that greets everybody. */
const home = "system-overview";

/** A dashboard as Grafana reads it. */
export interface DashboardFile {
  /** The name in its address, `/d/<uid>`; a DNS label. */
  readonly uid: string;
  readonly json: string;
}

/** Folder of a dashboard in the container. */
export function dashboardFolder(uid: string): string {
  return `${folders.dashboards}/${uid}`;
}

/** Name of its file there. */
export const dashboardFileName = "dashboard.json";

/**
 * Grafana's settings, as variables of its environment (`GF_<SECTION>_<KEY>`).
 *
 * @param rootUrl URL at which people open Grafana.
 */
export function grafanaSettings(rootUrl: string): Record<string, string> {
  return {
    GF_SERVER_ROOT_URL: rootUrl,
    GF_LOG_MODE: "console",
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${dashboardFolder(home)}/${dashboardFileName}`,

    // Nobody without a password.
    GF_SECURITY_ADMIN_PASSWORD__FILE: `${folders.secrets}/${secrets.grafana.adminPassword}`,
    GF_SECURITY_SECRET_KEY__FILE: `${folders.secrets}/${secrets.grafana.signingKey}`,
    GF_SECURITY_COOKIE_SECURE: String(rootUrl.startsWith("https:")),
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_PUBLIC_DASHBOARDS_ENABLED: "false",
    GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",

    // Nothing to the outside, which the NetworkPolicies refuse: each try would only wait and fill the log.
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: "false",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    GF_SECURITY_DISABLE_GRAVATAR: "true",
    GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
    GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: "true",
    // Since 13.2 the data sources are plugins in the image. An update at the start stops them before it fails on the
    // read-only file system, and does not start them again (grafana/grafana#132528).
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
    GF_PLUGINS_PREINSTALL_AUTO_UPDATE: "false",

    // Prometheus evaluates the alerts; Grafana shows them.
    GF_UNIFIED_ALERTING_EXECUTE_ALERTS: "false",
  };
}

/** The provisioning file of the data sources: YAML. Without users' edits, and without those that are not named. */
export function dataSourcesFile(urls: DataSourceUrls): string {
  const source = (kind: keyof DataSourceUrls, jsonData: object) =>
    urls[kind] ? [{ ...dataSources[kind], access: "proxy", url: urls[kind], editable: false, ...jsonData }] : [];
  const sources = [
    ...source("prometheus", {
      isDefault: true,
      jsonData: { httpMethod: "POST", manageAlerts: true, alertmanagerUid: dataSources.alertmanager.uid },
    }),
    ...source("alertmanager", { jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false } }),
    ...source("jaeger", { jsonData: { nodeGraph: { enabled: true } } }),
  ];
  return configText({ apiVersion: 1, prune: true, datasources: sources });
}

/** The provisioning file of the dashboards: YAML. They are changed in code, not in the browser. */
export function providersFile(): string {
  return configText({
    apiVersion: 1,
    providers: [
      {
        name: "orchestrix-pilot",
        type: "file",
        disableDeletion: true,
        allowUiUpdates: false,
        options: { path: folders.dashboards },
      },
    ],
  });
}
