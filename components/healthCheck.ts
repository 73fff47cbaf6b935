import { readFileSync } from "node:fs";
import { join } from "node:path";
import { local } from "@pulumi/command";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { checksum } from "./workload/podTemplate";

/** What is checked, and when. */
export interface HealthCheckArgs {
  readonly namespace: string;
  /** Text whose change makes the check run again: what is deployed. */
  readonly deployed: string;
  /** Seconds within which everything must be healthy. */
  readonly waitSeconds: number;
}

/** The runbook's health check, which fails the update when the namespace is not healthy at its end. */
export class HealthCheck extends ComponentResource {
  constructor(name: string, args: HealthCheckArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:index:HealthCheck", name, {}, opts);
    new local.Command(
      `${name}-command`,
      {
        // The script travels as input: a path would differ from machine to machine, and so would the state.
        create: `sh -s -- --wait ${args.waitSeconds} ${args.namespace}`,
        stdin: readFileSync(join(__dirname, "../deployment/scripts/health-check.sh"), "utf8"),
        triggers: [checksum(args.deployed)],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
