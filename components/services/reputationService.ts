import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { secrets } from "../foundation/credentials";
import type { WorkloadArgs } from "../workload/args";
import { Workload } from "../workload/workload";
import { applicationService, type ApplicationServiceArgs } from "./applicationService";

/** The pods of reputation-service: agents and evaluations in PostgreSQL. */
export function reputationServiceWorkload(args: ApplicationServiceArgs): WorkloadArgs {
  const { application, reputationService } = secrets;
  return applicationService(args, "reputation-service", "services.reputation.app:app", [
    { name: "DATABASE_URL", secretName: application.name, secretKey: application.databaseUrl },
    { name: "SECRET_KEY", secretName: reputationService.name, secretKey: reputationService.signingKey },
    { name: "REPUTATION_API_KEYS", secretName: application.name, secretKey: application.apiKeys },
  ]);
}

/** The Reputation service: manages agent reputation and evaluations. */
export class ReputationService extends ComponentResource {
  constructor(name: string, args: ApplicationServiceArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:services:ReputationService", name, {}, opts);
    new Workload(`${name}-workload`, reputationServiceWorkload(args), { parent: this });
    this.registerOutputs({});
  }
}
