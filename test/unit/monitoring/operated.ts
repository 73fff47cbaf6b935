import type { Settings } from "../../../components";
import { watchedTopology } from "../../../components/topology";
import { alertRules } from "../../../components/monitoring/alerts";
import { alertArgs } from "../../../components/monitoring/monitoringArguments";
import { PodsServices } from "../../../components/monitoring/podsServices";
import { PrometheusOperatorObjects } from "../../../components/monitoring/operator";
import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { record } from "../recording";
import { everything, namespace, objectsOf } from "./watched";

/** A stack whose every part is watched by the Prometheus of an operator. */
const settings: Settings = {
  ...everything,
  "monitoring.prometheus": "operator",
  "monitoring.scrapeNamespaces": ["monitoring"],
};

/** Labels by which the operator's Prometheus selects. */
export const labels = { release: "kube-prometheus-stack" };

/** What the component is given for that stack. */
export const given = {
  namespace,
  topology: watchedTopology(settings),
  ruleGroups: alertRules(alertArgs(settings, namespace)).groups,
  labels,
};

/** The objects that it declares, with the Services that they select. */
export async function operatorObjects(): Promise<KubernetesObject[]> {
  const declared = await record(() => {
    new PodsServices("scraped", given);
    new PrometheusOperatorObjects("operator", given);
  });
  return objectsOf(declared);
}
