import { podsServiceLabels } from "./podsServices";
import {
  type HealthProbe,
  type PodsJob,
  proberAddress,
  proberPath,
  probesJob,
  scrapeInterval,
  scrapeTimeout,
} from "./scrapeJobs";

const pace = { interval: scrapeInterval, scrapeTimeout };

/**
 * Gives a target the labels that it has in a Prometheus of our own, and the namespace. The operator's others, such as
 * `service` and `pod`, would stand for what kube-state-metrics says of other pods, and for an alert's service.
 */
const relabelings = [
  // By DNS only ready pods are found; one that starts must not count as down.
  {
    sourceLabels: ["__meta_kubernetes_endpoint_ready", "__meta_kubernetes_endpointslice_endpoint_conditions_ready"],
    regex: ".*false.*",
    action: "drop",
  },
  { regex: "pod|container|service|endpoint", action: "labeldrop" },
];

/** The namespace that a series names itself is the same, for kube-state-metrics sees no other. */
const metricRelabelings = [{ regex: "exported_namespace", action: "labeldrop" }];

/** Specification of a ServiceMonitor: the targets of the job, under the name of the application. */
export function serviceMonitorSpec({ application, ports }: PodsJob): object {
  return {
    jobLabel: "app",
    selector: { matchLabels: podsServiceLabels(application) },
    endpoints: ports.map(({ name: port }) => ({ port, ...pace, relabelings, metricRelabelings })),
  };
}

/** Specification of a Probe by the `blackbox-exporter` of a namespace. */
export function probeSpec({ service, module, target }: HealthProbe, namespace: string): object {
  return {
    jobName: probesJob,
    ...pace,
    prober: { url: proberAddress(namespace), path: proberPath },
    module,
    targets: { staticConfig: { static: [target], labels: { service } } },
  };
}
