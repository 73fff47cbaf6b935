const each = "by (namespace, pod, container)";

/** A limit of zero is none; a restarted container has two series for a while. */
const largest = (metric: string, labels: string) => `max ${each} (${metric}{${labels}} > 0)`;

/**
 * The limit that the kernel keeps to, as cAdvisor sees it, after a resize in place too; where a Prometheus drops those
 * series, as that of kube-prometheus-stack does, the one of the pod's specification.
 */
const limit = (enforced: string, containers: string, resource: string) =>
  `(${enforced} or ${largest("kube_pod_container_resource_limits", `${containers},resource="${resource}"`)})`;

/**
 * PromQL for the share of its memory limit that a container's working set takes, which is what the kernel counts before
 * it kills.
 *
 * @param containers Label matchers that select containers, without braces.
 */
export function memoryShare(containers: string): string {
  const used = `max ${each} (container_memory_working_set_bytes{${containers}})`;
  return `${used} / ${limit(largest("container_spec_memory_limit_bytes", containers), containers, "memory")}`;
}

/** As {@link memoryShare}, for the share of its CPU limit that a container has used over 5 minutes. */
export function cpuShare(containers: string): string {
  const used = `sum ${each} (rate(container_cpu_usage_seconds_total{${containers}}[5m]))`;
  const [quota, period] = ["quota", "period"].map((name) => largest(`container_spec_cpu_${name}`, containers));
  return `${used} / ${limit(`${quota} / ${period}`, containers, "cpu")}`;
}
