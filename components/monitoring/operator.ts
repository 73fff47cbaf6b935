import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { Topology } from "../topology";
import { labelsOf } from "../workload/podTemplate";
import type { RuleGroup } from "./alert";
import { probeSpec, serviceMonitorSpec } from "./operatorMonitors";
import { rulesInNamespace } from "./rulesInNamespace";
import { healthProbes, podsJobs } from "./scrapeJobs";

/** What the Prometheus of an operator is told of a namespace. */
export interface PrometheusOperatorObjectsArgs {
  readonly namespace: string;
  /** Whom `prometheus` calls is scraped, whom `blackbox-exporter` calls is probed. */
  readonly topology: Topology;
  /** Groups of alerts and recording rules. */
  readonly ruleGroups: readonly RuleGroup[];
  /** Labels by which the operator's Prometheus selects monitors and rules, such as `release: kube-prometheus-stack`. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Scrape jobs, probes and rules as objects of the Prometheus operator, for a cluster that has one: its
 * CustomResourceDefinitions must be there.
 */
export class PrometheusOperatorObjects extends ComponentResource {
  constructor(name: string, args: PrometheusOperatorObjectsArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:PrometheusOperatorObjects", name, {}, opts);
    const { namespace, topology, ruleGroups, labels } = args;
    const declare = (kind: string, logicalName: string, objectName: string, application: string, spec: object) => {
      const metadata = { name: objectName, namespace, labels: { ...labelsOf(application), ...labels } };
      new CustomResource(
        `${name}-${logicalName}`,
        { apiVersion: "monitoring.coreos.com/v1", kind, metadata, spec },
        { parent: this },
      );
    };
    for (const job of podsJobs(topology)) {
      const { application } = job;
      declare("ServiceMonitor", `monitor-${application}`, application, application, serviceMonitorSpec(job));
    }
    for (const probe of healthProbes(topology)) {
      const objectName = `${probe.service}-${probe.port}`;
      declare("Probe", `probe-${objectName}`, objectName, probe.service, probeSpec(probe, namespace));
    }
    for (const group of ruleGroups) {
      const spec = { groups: [rulesInNamespace(group, namespace, topology)] };
      declare("PrometheusRule", `rules-${group.name}`, `orchestrix-${group.name}`, "prometheus", spec);
    }
    this.registerOutputs({});
  }
}
