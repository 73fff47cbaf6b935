import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { secrets } from "../foundation/credentials";
import type { WorkloadArgs } from "../workload/args";
import { labelsOf } from "../workload/podTemplate";
import { Workload } from "../workload/workload";
import {
  type DashboardFile,
  dashboardFileName,
  dashboardFolder,
  type DataSourceUrls,
  dataSourcesFile,
  folders,
  grafanaSettings,
  providersFile,
} from "./grafanaConfig";
import { type ServerArgs, serverWorkload } from "./server";

/** Grafana of one namespace. */
export interface GrafanaArgs extends ServerArgs {
  /** URL at which people open Grafana, without a slash at the end: "http://localhost:3000" for a port-forward. */
  readonly rootUrl: string;
  readonly dataSources: DataSourceUrls;
  readonly dashboards: readonly DashboardFile[];
  /** Generation of the Secret `grafana-secrets`; a new one restarts Grafana, which then takes the new password. */
  readonly generation: number;
}

const application = "grafana";

const dataSourcesName = "grafana-datasources";
const providersName = "grafana-dashboard-providers";

/** Name of the ConfigMap with a dashboard. */
const dashboardName = (uid: string) => `grafana-dashboard-${uid}`;

/**
 * The pod of Grafana. Its database lives as long as the pod: all that matters is made from code, and a start from
 * nothing is what makes a new password in the Secret the password. What people add in the browser, stars, annotations
 * and users, is gone with the pod. One replica, since each would have a database of its own.
 */
export function grafanaWorkload(args: GrafanaArgs): WorkloadArgs {
  return serverWorkload(args, {
    application,
    environment: Object.entries(grafanaSettings(args.rootUrl)).map(([name, value]) => ({ name, value })),
    mounts: [
      { name: "data", path: "/var/lib/grafana", emptyDirSize: "1Gi" },
      // Also for the sockets of the data sources, which are processes of their own.
      { name: "tmp", path: "/tmp", emptyDirSize: "256Mi" },
      { name: "secrets", path: folders.secrets, secret: secrets.grafana.name },
      { name: "datasources", path: folders.dataSources, configMap: dataSourcesName },
      { name: "providers", path: folders.providers, configMap: providersName },
      ...args.dashboards.map(({ uid }) => ({
        name: `dashboard-${uid}`,
        path: dashboardFolder(uid),
        configMap: dashboardName(uid),
      })),
    ],
    alivePath: "/api/health",
    // The first start makes the whole database.
    startupSeconds: 300,
    // Dashboards are not among it: Grafana reads changed files by itself, and a new one is a new mount.
    configuration: {
      config: dataSourcesFile(args.dataSources) + providersFile(),
      secrets: String(args.generation),
    },
  });
}

/** Grafana with its data sources and dashboards from code. */
export class Grafana extends ComponentResource {
  constructor(name: string, args: GrafanaArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:Grafana", name, {}, opts);
    const configMap = (child: string, object: string, data: Record<string, string>) =>
      new ConfigMap(
        `${name}-${child}`,
        { metadata: { name: object, namespace: args.namespace, labels: labelsOf(application) }, data },
        { parent: this },
      );
    const dependsOn = [
      configMap("datasources", dataSourcesName, { "datasources.yaml": dataSourcesFile(args.dataSources) }),
      configMap("providers", providersName, { "providers.yaml": providersFile() }),
      // One a dashboard: together they could outgrow what a ConfigMap may hold.
      ...args.dashboards.map(({ uid, json }) =>
        configMap(`dashboard-${uid}`, dashboardName(uid), { [dashboardFileName]: json }),
      ),
    ];
    new Workload(`${name}-workload`, grafanaWorkload(args), { parent: this, dependsOn });
    this.registerOutputs({});
  }
}
