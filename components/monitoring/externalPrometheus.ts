import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { Topology } from "../topology";
import { labelsOf } from "../workload/podTemplate";
import type { RuleGroup } from "./alert";
import { configText } from "./configText";
import { namespaceConfigs, rulesFile, type ScrapeConfig } from "./prometheusConfig";
import { rulesInNamespace } from "./rulesInNamespace";
import { scrapeInterval, scrapeTimeout } from "./scrapeJobs";

/** What a Prometheus elsewhere is told of a namespace. */
export interface ExternalPrometheusArgs {
  readonly namespace: string;
  /** Whom `prometheus` calls is scraped, whom `blackbox-exporter` calls is probed. */
  readonly topology: Topology;
  /** Groups of alerts and recording rules. */
  readonly ruleGroups: readonly RuleGroup[];
}

/** Name of the ConfigMap. */
const filesName = "prometheus-files";

/** Name of the file with the scrape jobs. */
const scrapesFile = "orchestrix.scrapes.yml";

/**
 * Scrape jobs and rules for a Prometheus elsewhere that has no operator: two files in a ConfigMap, which its
 * `scrape_config_files` and `rule_files` are to name.
 */
export class ExternalPrometheus extends ComponentResource {
  constructor(name: string, args: ExternalPrometheusArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:ExternalPrometheus", name, {}, opts);
    const { namespace, topology } = args;
    const scrapes = namespaceConfigs(namespace, topology).map((config) => amongOthers(config, namespace));
    const groups = args.ruleGroups.map((group) => rulesInNamespace(group, namespace, topology));
    new ConfigMap(
      `${name}-config`,
      {
        metadata: { name: filesName, namespace, labels: labelsOf("prometheus") },
        data: { [scrapesFile]: configText({ scrape_configs: scrapes }), [rulesFile]: configText({ groups }) },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** A job whose name no other namespace's job has, with series that name the job as rules do, and the namespace. */
function amongOthers(config: ScrapeConfig, namespace: string): object {
  const { job_name: job, relabel_configs: relabelings = [] } = config;
  return {
    ...config,
    job_name: `${namespace}/${job}`,
    scrape_interval: scrapeInterval,
    scrape_timeout: scrapeTimeout,
    relabel_configs: [
      ...relabelings,
      { target_label: "job", replacement: job },
      { target_label: "namespace", replacement: namespace },
    ],
    // The namespace that a series names itself is the same, for kube-state-metrics sees no other.
    metric_relabel_configs: [{ regex: "exported_namespace", action: "labeldrop" }],
  };
}
