import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import type { input } from "@pulumi/kubernetes/types";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { labelsOf } from "./podTemplate";

/** How an application keeps its data. */
export interface StorageArgs {
  /** Size as a Kubernetes quantity. It can grow in place, never shrink. */
  readonly storage: string;
  /** Name of a StorageClass; empty for the cluster's default. */
  readonly storageClass: string;
  /** Leave the claim, and the data in it, when the resource is removed or the stack destroyed. */
  readonly retain: boolean;
}

/** The storage of one application. */
export interface DataClaimArgs extends StorageArgs {
  readonly namespace: string;
  /** Name of the application; the claim is `<application>-data`. */
  readonly application: string;
  /** Why the data needs no backup, if it can be made anew. Defaults to data that is backed up. */
  readonly noBackup?: string;
}

/** Name of an application's claim. */
export function claimName(application: string): string {
  return `${application}-data`;
}

/** What a claim asks for: a volume that one node mounts. An empty class is the cluster's default. */
export function claimSpec(storage: string, storageClass: string): input.core.v1.PersistentVolumeClaimSpec {
  return {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage } },
    ...(storageClass ? { storageClassName: storageClass } : {}),
  };
}

/** A PersistentVolumeClaim of its own, not a StatefulSet's template: its size is an update in place. */
export class DataClaim extends ComponentResource {
  constructor(name: string, args: DataClaimArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:workload:DataClaim", name, {}, opts);
    const { application, namespace, noBackup } = args;
    new PersistentVolumeClaim(
      `${name}-claim`,
      {
        metadata: {
          name: claimName(application),
          namespace,
          labels: labelsOf(application),
          ...(noBackup ? { annotations: { "orchestrix-pilot/no-backup": noBackup } } : {}),
        },
        spec: claimSpec(args.storage, args.storageClass),
      },
      { parent: this, protect: args.retain, retainOnDelete: args.retain },
    );
    this.registerOutputs({});
  }
}
