import { alertExpressions, asksWhetherRunning } from "../alertExpressions";
import type { StackRule } from "../rule";
import { servingKinds } from "../stackObjects";

export const downAlert: StackRule = {
  id: "down-alert",
  title: "Every long-running workload has an alert for being down",
  checklist: "operations",
  severity: "medium",
  frameworks: [],
  lenientLocally: true,
  remedy:
    "Add an alert on up{job=NAME}, probe_success or kube_deployment_status_replicas_available that names the workload, " +
    "in a ConfigMap with Prometheus rules or a PrometheusRule.",
  check: (stack) => {
    const expressions = alertExpressions(stack);
    return stack
      .ofKind(...servingKinds)
      .filter(({ metadata }) => !expressions.some((expression) => asksWhetherRunning(expression, metadata.name ?? "")))
      .map((object) => ({
        object,
        field: "metadata.name",
        problem: `no alert fires when ${object.metadata.name ?? ""} is down`,
      }));
  },
};
