import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { DataClaim } from "../workload/dataClaim";
import { labelsOf } from "../workload/podTemplate";
import { Workload } from "../workload/workload";
import type { Resources, WorkloadArgs } from "../workload/args";

/** What differs from one stack to the next in a store. */
export interface DatastoreArgs {
  readonly namespace: string;
  /** Reference with digest. */
  readonly image: string;
  readonly resources: Resources;
  /** Size of the claim as a Kubernetes quantity. */
  readonly storage: string;
  /** Name of a StorageClass; empty for the cluster's default. */
  readonly storageClass: string;
  /** Protect and retain the data outside of throw-away stacks. */
  readonly retain: boolean;
  /** Generation of the store's credentials; a new one restarts the store. */
  readonly generation: number;
}

/** Files of a ConfigMap by name. */
export type Files = Readonly<Record<string, string>>;

/** A file of this folder, as it is mounted. */
export function shipped(path: string): string {
  return readFileSync(join(__dirname, path), "utf8");
}

/** Name of the ConfigMap with a store's configuration and start script. */
export function configName(application: string): string {
  return `${application}-config`;
}

/** A store: its claim, its configuration, and the one pod that owns both. */
export abstract class Datastore extends ComponentResource {
  constructor(
    type: string,
    name: string,
    args: DatastoreArgs,
    workload: WorkloadArgs,
    files: Files,
    opts?: ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const { namespace, storage, storageClass, retain } = args;
    const { application } = workload;
    const claim = new DataClaim(
      `${name}-data`,
      { namespace, application, storage, storageClass, retain },
      { parent: this },
    );
    const dependsOn: Resource[] = [claim];
    if (Object.keys(files).length > 0) {
      const metadata = { name: configName(application), namespace, labels: labelsOf(application) };
      dependsOn.push(new ConfigMap(`${name}-config`, { metadata, data: files }, { parent: this }));
    }
    new Workload(`${name}-workload`, workload, { parent: this, dependsOn });
    this.registerOutputs({});
  }
}

/** The text whose change restarts a store. */
export function configurationOf(args: DatastoreArgs, files: Files): Record<string, string> {
  return { config: JSON.stringify(files), secrets: String(args.generation) };
}
