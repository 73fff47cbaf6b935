import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { secrets } from "../foundation/credentials";
import { portOf } from "../topology";
import type { WorkloadArgs } from "../workload/args";
import { Workload } from "../workload/workload";
import { applicationService, type ApplicationServiceArgs } from "./applicationService";

/** The pods of episodic-memory: experiences in Redis, their vectors in Weaviate. */
export function episodicMemoryWorkload(args: ApplicationServiceArgs): WorkloadArgs {
  const { name, redisUrl, weaviateApiKey } = secrets.episodicMemory;
  return applicationService(args, "episodic-memory", "services.episodic_memory.app:app", [
    { name: "STORAGE_BACKEND", value: "redis" },
    { name: "REDIS_URL", secretName: name, secretKey: redisUrl },
    { name: "VECTOR_STORE_TYPE", value: "weaviate" },
    { name: "WEAVIATE_URL", value: `http://weaviate:${portOf("weaviate", "http")}` },
    { name: "WEAVIATE_API_KEY", secretName: name, secretKey: weaviateApiKey },
  ]);
}

/** The Episodic Memory service: handles experience storage and retrieval. */
export class EpisodicMemory extends ComponentResource {
  constructor(name: string, args: ApplicationServiceArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:services:EpisodicMemory", name, {}, opts);
    new Workload(`${name}-workload`, episodicMemoryWorkload(args), { parent: this });
    this.registerOutputs({});
  }
}
