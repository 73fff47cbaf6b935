import type { Topology } from "../topology";
import type { Rule, RuleGroup } from "./alert";
import { podsJobs, probesJob, scrapeInterval } from "./scrapeJobs";

/**
 * A group of rules for a Prometheus that watches other namespaces too: jobs of ours are meant in this namespace alone,
 * since others have a `kube-state-metrics` or a `grafana` as well; what comes out names the namespace, as a Prometheus of
 * our own does by its external label; and it is evaluated as often as by our own.
 */
export function rulesInNamespace(group: RuleGroup, namespace: string, topology: Topology): object {
  const ours = [...podsJobs(topology).map(({ application }) => application), probesJob];
  const inNamespace = (expr: string) =>
    expr.replace(/\bjob="([^"]*)"/g, (matcher, job: string) =>
      ours.includes(job) ? `${matcher},namespace="${namespace}"` : matcher,
    );
  const scoped = (rule: Rule): Rule => ({
    ...rule,
    expr: inNamespace(rule.expr),
    labels: { ...rule.labels, namespace },
  });
  return { ...group, interval: scrapeInterval, rules: group.rules.map(scoped) };
}
