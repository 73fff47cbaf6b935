import type { Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { cpuShare, memoryShare } from "./containerUse";
import { runbook } from "./runbook";

const each = "by (namespace, pod, container)";

/** Memory and CPU of containers against their limits. */
export function resources(args: AlertArgs): Subject {
  const namespace = `namespace="${args.namespace}"`;
  const container = `${namespace},container!="",container!="POD"`;
  const measured = [part(args, "kubelet")];
  return {
    name: "resources",
    recordings: [],
    alerts: [
      {
        name: "HighMemoryUsage",
        severity: "investigation",
        serviceLabel: "container",
        for: "5m",
        expr: `${memoryShare(container)} > 0.8`,
        when: "a container uses more than 80 % of its memory limit",
        summary: "{{ $labels.pod }}/{{ $labels.container }} uses {{ $value | humanizePercentage }} of its memory limit",
        description:
          "Above its limit the kernel kills the container. Look for a leak in the logs; restart it, scale out, or " +
          "raise its limit in the settings.",
        runbook: runbook.memory,
        dashboard: "kubernetes",
        needs: measured,
      },
      {
        name: "HighCPUUsage",
        severity: "investigation",
        serviceLabel: "container",
        for: "5m",
        expr: `${cpuShare(container)} > 0.8`,
        when: "a container uses more than 80 % of its CPU limit",
        summary: "{{ $labels.pod }}/{{ $labels.container }} uses {{ $value | humanizePercentage }} of its CPU limit",
        description:
          "Above its limit the container is throttled and answers late. Scale out, or raise its limit in the settings.",
        runbook: runbook.degraded,
        dashboard: "kubernetes",
        needs: measured,
      },
      {
        name: "CPUThrottlingHigh",
        severity: "investigation",
        serviceLabel: "container",
        for: "15m",
        expr:
          `sum ${each} (increase(container_cpu_cfs_throttled_periods_total{${container}}[5m])) / ` +
          `sum ${each} (increase(container_cpu_cfs_periods_total{${container}}[5m])) > 0.25`,
        when: "a container is throttled in more than 25 % of its periods",
        summary: "{{ $labels.pod }}/{{ $labels.container }} is throttled {{ $value | humanizePercentage }} of the time",
        description:
          "It wants more CPU than its limit in bursts that an average does not show. Raise its limit in the settings.",
        runbook: runbook.degraded,
        dashboard: "kubernetes",
        needs: measured,
      },
      {
        name: "ContainerOutOfMemory",
        severity: "P1",
        serviceLabel: "container",
        for: "0s",
        // The reason stays for the life of the pod: only with a new restart is it news.
        expr:
          `increase(kube_pod_container_status_restarts_total{${namespace}}[10m]) > 0 and on (namespace, pod, container) ` +
          `kube_pod_container_status_last_terminated_reason{${namespace},reason="OOMKilled"} == 1`,
        when: "a container was killed for lack of memory in the last 10 minutes",
        summary: "{{ $labels.pod }}/{{ $labels.container }} ran out of memory",
        description:
          "The kernel killed the container at its memory limit and it was restarted; what it was doing is lost. Raise " +
          "its limit in the settings, or find what fills it.",
        runbook: runbook.memory,
        dashboard: "kubernetes",
        needs: [part(args, "kubernetesState")],
      },
    ],
  };
}
