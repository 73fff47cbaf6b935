import { Service } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { labelsOf } from "../workload/podTemplate";
import type { Topology } from "../topology";
import { podsJobs } from "./scrapeJobs";

/** What Prometheus finds the pods of its jobs by. */
export interface PodsServicesArgs {
  readonly namespace: string;
  /** Whom `prometheus` calls is scraped. */
  readonly topology: Topology;
}

/** Name of the headless Service whose DNS name has the addresses of an application's ready pods. */
export function podsService(application: string): string {
  return `${application}-pods`;
}

/** Labels by which that Service, and not the one that clients use, is selected. */
export function podsServiceLabels(application: string): Record<string, string> {
  return { app: application, "orchestrix-pilot/scraped": "true" };
}

/**
 * A headless Service for each scraped application. It belongs to no Prometheus, so that the next one finds it in its place
 * when the scraping changes hands.
 */
export class PodsServices extends ComponentResource {
  constructor(name: string, args: PodsServicesArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:PodsServices", name, {}, opts);
    const { namespace, topology } = args;
    for (const { application, ports } of podsJobs(topology)) {
      const labels = { ...labelsOf(application), ...podsServiceLabels(application) };
      new Service(
        `${name}-${application}`,
        {
          metadata: { name: podsService(application), namespace, labels },
          spec: {
            clusterIP: "None",
            selector: { app: application },
            ports: ports.map(({ name: port, port: number }) => ({ name: port, port: number, protocol: "TCP" })),
          },
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
