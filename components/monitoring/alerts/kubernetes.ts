import type { Alert, Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { runbook } from "./runbook";

/** Pods, their controllers, autoscalers and the quota, as kube-state-metrics sees them. */
export function kubernetes(args: AlertArgs): Subject {
  const metric = (name: string, labels = "") => `kube_${name}{namespace="${args.namespace}"${labels}}`;
  const shared = { dashboard: "kubernetes", needs: [part(args, "kubernetesState")] } as const;
  const each = "max by (namespace, pod, container)";
  // Without the labels that some add to kube-state-metrics' series, which are those of its own pod.
  const autoscaler = (name: string) =>
    `max by (namespace, horizontalpodautoscaler) (${metric(`horizontalpodautoscaler_${name}`)})`;
  const quota = (type: string) =>
    `max by (namespace, resourcequota, resource) (${metric("resourcequota", `,type="${type}"`)})`;
  const budget = (which: string) =>
    `max by (namespace, poddisruptionbudget) (${metric(`poddisruptionbudget_status_${which}_healthy`)})`;
  const waiting = (reasons: string) =>
    // Between two restarts a container runs for a moment, which is no recovery.
    `${each} (max_over_time(${metric("pod_container_status_waiting_reason", `,reason=~"${reasons}"`)}[5m])) == 1`;
  const alerts: Alert[] = [
    {
      ...shared,
      name: "PodCrashLooping",
      severity: "P1",
      serviceLabel: "container",
      for: "5m",
      expr: waiting("CrashLoopBackOff"),
      when: "a container is in CrashLoopBackOff",
      summary: "{{ $labels.pod }}/{{ $labels.container }} crashes again and again",
      description: "It ends soon after each start. Its last log says why; see what was deployed last.",
      runbook: runbook.doesNotStart,
    },
    {
      ...shared,
      name: "ContainerNotStarting",
      severity: "P1",
      serviceLabel: "container",
      for: "5m",
      expr: waiting("ErrImagePull|ImagePullBackOff|InvalidImageName|CreateContainerConfigError|CreateContainerError"),
      when: "a container cannot be made: image or configuration",
      summary: "{{ $labels.pod }}/{{ $labels.container }} cannot start",
      description: "Its image cannot be pulled, or a Secret or ConfigMap that it names is not there.",
      runbook: runbook.doesNotStart,
    },
    {
      ...shared,
      name: "PodRestarts",
      severity: "investigation",
      serviceLabel: "container",
      for: "0s",
      // `increase` extrapolates: 3 restarts look like 3.1.
      expr: `round(increase(${metric("pod_container_status_restarts_total")}[1h])) > 3`,
      when: "a container restarted more than 3 times in an hour",
      summary: "{{ $labels.pod }}/{{ $labels.container }} restarted {{ $value | humanize }} times in an hour",
      description: "It crashes, or fails its liveness probe, too seldom for a crash loop. Read its last log.",
      runbook: runbook.doesNotStart,
    },
    {
      ...shared,
      name: "PodNotScheduled",
      severity: "P1",
      for: "15m",
      expr: `max by (namespace, pod) (${metric("pod_status_phase", `,phase="Pending"`)}) == 1`,
      when: "a pod is pending",
      summary: "{{ $labels.pod }} is pending",
      description: "No node has room for it, its volume is elsewhere, or its image is still being pulled.",
      runbook: runbook.doesNotStart,
    },
    {
      ...shared,
      name: "DeploymentReplicasMissing",
      severity: "P1",
      serviceLabel: "deployment",
      for: "10m",
      expr: `${metric("deployment_spec_replicas")} > ${metric("deployment_status_replicas_available")}`,
      when: "a Deployment has fewer available replicas than it should",
      summary: "{{ $labels.deployment }} has too few replicas",
      description: "A rollout hangs, or pods do not become ready. Less capacity, or none, until they do.",
      runbook: runbook.doesNotStart,
    },
    {
      ...shared,
      name: "StatefulSetReplicasMissing",
      severity: "P1",
      serviceLabel: "statefulset",
      for: "10m",
      expr: `${metric("statefulset_replicas")} > ${metric("statefulset_status_replicas_ready")}`,
      when: "a StatefulSet has fewer ready replicas than it should",
      summary: "{{ $labels.statefulset }} has too few replicas",
      description: "Its pod does not become ready, and nobody else has its data.",
      runbook: runbook.doesNotStart,
    },
    {
      ...shared,
      name: "AutoscalerAtMaximum",
      severity: "investigation",
      for: "15m",
      // One that may not scale is always at its maximum.
      expr:
        `${autoscaler("status_current_replicas")} >= ` +
        `(${autoscaler("spec_max_replicas")} > ${autoscaler("spec_min_replicas")})`,
      when: "an autoscaler is at its maximum",
      summary: "{{ $labels.horizontalpodautoscaler }} cannot scale any further",
      description: "More load will make the service slow. Raise its maximum, and the quota with it, in the settings.",
      runbook: runbook.scaling,
    },
    {
      ...shared,
      name: "QuotaNearlyFull",
      severity: "investigation",
      for: "15m",
      expr: `${quota("used")} / (${quota("hard")} > 0) > 0.9`,
      when: "more than 90 % of a resource of the quota is used",
      summary: "{{ $value | humanizePercentage }} of the quota's {{ $labels.resource }} is used",
      description: "New pods will be refused: the autoscalers cannot scale. Raise the quota in the settings.",
      runbook: runbook.monitoring,
    },
    {
      ...shared,
      name: "DisruptionBudgetBroken",
      severity: "P1",
      for: "15m",
      expr: `${budget("current")} < ${budget("desired")}`,
      when: "fewer pods are healthy than a disruption budget demands",
      summary: "{{ $labels.poddisruptionbudget }} has too few healthy pods",
      description: "The service has lost its redundancy, and no node can be drained. Find the pods that are not ready.",
      runbook: runbook.doesNotStart,
    },
  ];
  return { name: "kubernetes", recordings: [], alerts };
}
