import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { WorkloadArgs } from "../workload/args";
import { claimName, DataClaim, type StorageArgs } from "../workload/dataClaim";
import { labelsOf } from "../workload/podTemplate";
import { Workload } from "../workload/workload";
import { alertmanagerConfig, type AlertmanagerConfigArgs, configFolder, templatesFile } from "./alertmanagerConfig";
import { configText } from "./configText";
import { secretsFolder } from "./contacts";
import { type ServerArgs, serverWorkload } from "./server";
import { shipped } from "./shipped";

/** Alertmanager of one namespace. */
export interface AlertmanagerArgs extends ServerArgs, StorageArgs {
  readonly config: AlertmanagerConfigArgs;
  /** Address at which people reach it, without a slash at the end. */
  readonly url: string;
  /** Name of the Secret with the keys and URLs of the contacts, which somebody else makes. Empty for none. */
  readonly secret: string;
}

const application = "alertmanager";
const configName = "alertmanager-config";

const filesOf = (args: AlertmanagerArgs) => ({
  "alertmanager.yml": configText(alertmanagerConfig(args.config)),
  [templatesFile]: shipped(templatesFile),
});

/**
 * The pod of Alertmanager. A change of its configuration restarts it; what it has sent and what is silenced are on its
 * claim. Keys and URLs are read at every notification: a change of the Secret needs no restart.
 */
export function alertmanagerWorkload(args: AlertmanagerArgs): WorkloadArgs {
  return serverWorkload(args, {
    application,
    args: [
      `--config.file=${configFolder}/alertmanager.yml`,
      "--storage.path=/alertmanager",
      // For the links in notifications; a path of an ingress is not Alertmanager's own.
      `--web.external-url=${args.url}`,
      "--web.route-prefix=/",
      // There is no second one to gossip with.
      "--cluster.listen-address=",
    ],
    mounts: [
      { name: "data", path: "/alertmanager", claim: claimName(application) },
      { name: "config", path: configFolder, configMap: configName },
      // Optional, so that alerting is there before its keys are: what could not be sent is an alert of its own.
      ...(args.secret ? [{ name: "secrets", path: secretsFolder, secret: args.secret, optional: true }] : []),
    ],
    alivePath: "/-/healthy",
    readyPath: "/-/ready",
    configuration: { config: JSON.stringify(filesOf(args)) },
  });
}

/** Alertmanager with the runbook's severities, response times, escalation and maintenance window. */
export class Alertmanager extends ComponentResource {
  constructor(name: string, args: AlertmanagerArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:Alertmanager", name, {}, opts);
    const { namespace, storage, storageClass, retain } = args;
    const child = { parent: this };
    const claim = new DataClaim(
      `${name}-data`,
      {
        namespace,
        application,
        storage,
        storageClass,
        retain,
        noBackup: "From an empty start everything that fires is told once more, and silences are set anew.",
      },
      child,
    );
    const metadata = { name: configName, namespace, labels: labelsOf(application) };
    const config = new ConfigMap(`${name}-config`, { metadata, data: filesOf(args) }, child);
    new Workload(`${name}-workload`, alertmanagerWorkload(args), { parent: this, dependsOn: [claim, config] });
    this.registerOutputs({});
  }
}
