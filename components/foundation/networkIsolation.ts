import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { Topology } from "../topology";
import { networkPolicies } from "./networkPolicies";

/** What the isolation of a namespace is derived from. */
export interface NetworkIsolationArgs {
  readonly namespace: string;
  readonly topology: Topology;
}

/** Default deny in both directions, then exactly the topology. */
export class NetworkIsolation extends ComponentResource {
  constructor(name: string, args: NetworkIsolationArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:foundation:NetworkIsolation", name, {}, opts);
    for (const policy of networkPolicies(args.topology)) {
      new NetworkPolicy(
        `${name}-${policy.name}`,
        { metadata: { name: policy.name, namespace: args.namespace }, spec: policy.spec },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
