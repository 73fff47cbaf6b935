import type { ComponentResourceOptions, Resource } from "@pulumi/pulumi";
import type { ApplicationName } from "./topology";
import type { WorkloadArgs } from "./workload/args";

/** A long-running part of the engine: what it demands of the namespace, and how it is made. */
export interface Part {
  readonly application: ApplicationName;
  readonly workload: WorkloadArgs;
  /** Size of its claim, where it has one. */
  readonly storage?: string;
  readonly create: (name: string, opts: ComponentResourceOptions) => Resource;
}

/** A part whose component and workload come from the same arguments. */
export function part<Args extends object>(
  application: ApplicationName,
  component: new (name: string, args: Args, opts: ComponentResourceOptions) => Resource,
  workload: (args: Args) => WorkloadArgs,
  args: Args & { readonly storage?: string },
): Part {
  return {
    application,
    workload: workload(args),
    storage: args.storage,
    create: (name, opts) => new component(name, args, opts),
  };
}
