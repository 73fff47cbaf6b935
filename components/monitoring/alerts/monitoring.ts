import type { Alert, Need, Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { runbook } from "./runbook";

/** The monitoring itself: an alert that cannot be raised, or reaches nobody, is none. */
export function monitoring(args: AlertArgs): Subject {
  const shared = { runbook: runbook.monitoring, dashboard: "system-overview" } as const;
  const own = part(args, "prometheus");
  const alerts: Alert[] = [
    {
      ...shared,
      name: "Watchdog",
      severity: "investigation",
      for: "0s",
      expr: "vector(1)",
      when: "always: its silence is the alarm",
      summary: "The alerting works",
      description:
        "It fires all the time. Whoever receives it must raise the alarm when it stops: then Prometheus or " +
        "Alertmanager is down, or the way out is blocked.",
      needs: [],
    },
    ...scrapeAlerts(args),
    {
      ...shared,
      name: "RuleEvaluationFails",
      severity: "P1",
      for: "5m",
      expr: `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total{job="prometheus"}[5m])) > 0`,
      when: "the evaluation of a rule failed in the last 5 minutes",
      summary: "Rules of {{ $labels.rule_group }} cannot be evaluated",
      description: "Alerts of this group may not fire. Prometheus's log names the rule and the reason.",
      needs: [own],
    },
    ...(["prometheus", "alertmanager"] as const).map((server): Alert => ({
      ...shared,
      name: "ConfigurationReloadFails",
      severity: "P1",
      service: server,
      for: "10m",
      // A scrape that fails in between must not look like a recovery.
      expr: `max_over_time(${server}_config_last_reload_successful{job="${server}"}[5m]) == 0`,
      when: "the server runs with an old configuration, because the new one is refused",
      summary: `${server} refuses its new configuration`,
      description: "It goes on with the old one, and a restart would fail. Its log says what is wrong.",
      needs: [part(args, server)],
    })),
    {
      ...shared,
      name: "AlertmanagerUnreachable",
      severity: "P1",
      for: "5m",
      expr:
        `prometheus_notifications_alertmanagers_discovered{job="prometheus"} < 1 or ` +
        `increase(prometheus_notifications_errors_total{job="prometheus"}[5m]) > 0 or ` +
        `increase(prometheus_notifications_dropped_total{job="prometheus"}[5m]) > 0`,
      when: "Prometheus knows no Alertmanager, or alerts to it failed or were dropped in the last 5 minutes",
      summary: "Alerts do not reach Alertmanager",
      description: "Nobody is told of new alerts. Look at Alertmanager's pod and at the network policies.",
      needs: [own, part(args, "notifies")],
    },
    {
      ...shared,
      name: "NotificationsFail",
      severity: "P1",
      for: "5m",
      expr:
        `sum by (integration) (rate(alertmanager_notifications_failed_total{job="alertmanager"}[15m])) / ` +
        `sum by (integration) (rate(alertmanager_notifications_total{job="alertmanager"}[15m])) > 0.01`,
      when: "more than 1 % of the notifications to a kind of receiver fail",
      summary: "{{ $value | humanizePercentage }} of the notifications by {{ $labels.integration }} fail",
      description: "People may not be told. Check the receiver's secret, and whether its address can be reached.",
      needs: [part(args, "alertmanager")],
    },
    ...(args.parts.remoteWrite ? [remoteWriteFails(args)] : []),
    {
      ...shared,
      name: "TraceStorageFails",
      severity: "investigation",
      for: "5m",
      expr:
        `sum by (operation) (rate(jaeger_storage_requests_total{job="jaeger",result="err"}[5m])) / ` +
        `sum by (operation) (rate(jaeger_storage_requests_total{job="jaeger"}[5m])) > 0.05`,
      when: "more than 5 % of Jaeger's calls to its storage fail",
      summary: "{{ $value | humanizePercentage }} of {{ $labels.operation }} in Jaeger's storage fail",
      description: "Traces are lost or cannot be read. Look for a full claim.",
      needs: [part(args, "jaeger")],
    },
  ];
  return { name: "monitoring", recordings: [], alerts };
}

function remoteWriteFails(args: AlertArgs): Alert {
  return {
    name: "RemoteWriteFails",
    severity: "investigation",
    for: "15m",
    expr: `sum by (url) (increase(prometheus_remote_storage_samples_failed_total{job="prometheus"}[5m])) > 0`,
    when: "samples could not be sent to the remote storage in the last 5 minutes",
    summary: "Samples do not reach {{ $labels.url }}",
    description: "They are lost there, not here. Check its credentials, its limits and the way to it.",
    runbook: runbook.monitoring,
    dashboard: "system-overview",
    needs: [part(args, "prometheus")],
  };
}

/** Scrapes of what is no application of the namespace: nobody else says that they are missing. */
function scrapeAlerts(args: AlertArgs): Alert[] {
  const jobs: [job: string, need: Need][] = [
    ["kubelet", part(args, "kubelet")],
    ["cadvisor", part(args, "kubelet")],
    ["apiserver", part(args, "apiServer")],
    ["blackbox", part(args, "blackbox")],
  ];
  const own = part(args, "prometheus");
  return jobs.map(([job, need]) => ({
    name: "ScrapeFails",
    severity: "investigation",
    service: job,
    for: "5m",
    expr: `up{job="${job}"} == 0 or absent(up{job="${job}"})`,
    when: "a target of the job cannot be scraped, or the job has none",
    summary: `Prometheus cannot scrape ${job}`,
    description:
      "Alerts that rest on this job cannot fire. Look at its target in Prometheus: rights, certificate, network policy.",
    runbook: runbook.monitoring,
    dashboard: "system-overview",
    // Elsewhere the cluster's jobs have other names.
    needs: job === "blackbox" ? [need] : [need, own],
  }));
}
