import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { WorkloadArgs } from "../../workload/args";
import { labelsOf } from "../../workload/podTemplate";
import { Workload } from "../../workload/workload";
import { type ServerArgs, serverWorkload } from "../server";
import { shipped } from "../shipped";

const application = "blackbox-exporter";
const configName = "blackbox-exporter-config";
const file = "blackbox.yml";
const folder = "/etc/blackbox_exporter";

/** The pod that probes services from outside, so that a service which serves no metrics is also seen to be down. */
export function blackboxExporterWorkload(args: ServerArgs): WorkloadArgs {
  return serverWorkload(args, {
    application,
    args: [`--config.file=${folder}/${file}`],
    mounts: [{ name: "config", path: folder, configMap: configName }],
    alivePath: "/-/healthy",
    configuration: { config: shipped(file) },
  });
}

/** Probes by HTTP and TCP. What it may reach is what the topology lets it call. */
export class BlackboxExporter extends ComponentResource {
  constructor(name: string, args: ServerArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:BlackboxExporter", name, {}, opts);
    const metadata = { name: configName, namespace: args.namespace, labels: labelsOf(application) };
    const config = new ConfigMap(
      `${name}-config`,
      { metadata, data: { [file]: shipped(file) } },
      {
        parent: this,
      },
    );
    new Workload(`${name}-workload`, blackboxExporterWorkload(args), { parent: this, dependsOn: [config] });
    this.registerOutputs({});
  }
}
