import type { AlertCase, ConstantCase, Series } from "../alertCase";

/** A counter that counts one event after 5 minutes, another one each minute after that. */
const events = "0x19 1+0.25";

function scrapeFails(job: string): AlertCase {
  const target = `up{job="${job}",instance="i"}`;
  return {
    alert: "ScrapeFails",
    service: job,
    fires: {
      "the target fails": { series: { [target]: "1x7 0" }, from: "2m", labels: { job, instance: "i" } },
      "the target vanishes": { series: { [target]: "1x7 stale" }, from: "2m", labels: { job } },
      "one of two fails": {
        series: { [target]: "0", [`up{job="${job}",instance="j"}`]: "1" },
        labels: { job, instance: "i" },
      },
    },
    quiet: { below: { [target]: "1" }, missing: { [target]: "1x7 stale _x3 1" } },
  };
}

const notifications = (failed: string, all: string): Series => ({
  'alertmanager_notifications_failed_total{job="alertmanager",integration="slack",reason="other"}': failed,
  'alertmanager_notifications_total{job="alertmanager",integration="slack"}': all,
});
const storage = (failed: string, ok: string): Series => ({
  'jaeger_storage_requests_total{job="jaeger",operation="write",result="err"}': failed,
  'jaeger_storage_requests_total{job="jaeger",operation="write",result="ok"}': ok,
});
const sentElsewhere = (failed: string): Series => ({
  'prometheus_remote_storage_samples_failed_total{job="prometheus",remote_name="a",url="https://metrics.example.com"}':
    failed,
});
const reloaded = (program: string, value: string): Series => ({
  [`${program}_config_last_reload_successful{job="${program}"}`]: value,
});

export const monitoringCases: readonly (AlertCase | ConstantCase)[] = [
  { alert: "Watchdog", constant: true },
  ...["kubelet", "cadvisor", "apiserver", "blackbox"].map(scrapeFails),
  {
    alert: "RuleEvaluationFails",
    fires: {
      "again and again": {
        series: { 'prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="g"}': events },
        from: "5m",
        labels: { rule_group: "g" },
      },
    },
    quiet: {
      below: { 'prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="g"}': "3" },
      missing: {},
      once: { 'prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="g"}': "0x19 1" },
    },
  },
  ...["prometheus", "alertmanager"].map((server): AlertCase => ({
    alert: "ConfigurationReloadFails",
    service: server,
    fires: { "the new one is refused": { series: reloaded(server, "0"), labels: { job: server } } },
    quiet: { below: reloaded(server, "1"), missing: {} },
  })),
  {
    alert: "AlertmanagerUnreachable",
    fires: {
      "none is known": {
        series: { 'prometheus_notifications_alertmanagers_discovered{job="prometheus"}': "0" },
        labels: { job: "prometheus" },
      },
      "alerts to it fail": {
        series: {
          'prometheus_notifications_errors_total{job="prometheus",alertmanager="http://alertmanager:9093"}': events,
        },
        from: "5m",
        labels: { job: "prometheus", alertmanager: "http://alertmanager:9093" },
      },
      "alerts are dropped": {
        series: { 'prometheus_notifications_dropped_total{job="prometheus"}': events },
        from: "5m",
        labels: { job: "prometheus" },
      },
    },
    quiet: {
      below: {
        'prometheus_notifications_alertmanagers_discovered{job="prometheus"}': "1",
        'prometheus_notifications_errors_total{job="prometheus"}': "7",
        'prometheus_notifications_dropped_total{job="prometheus"}': "7",
      },
      missing: {},
    },
  },
  {
    alert: "NotificationsFail",
    fires: { "1.2 %": { series: notifications("0+12", "0+1000"), from: "15s", labels: { integration: "slack" } } },
    quiet: {
      below: notifications("0+98", "0+10000"),
      missing: { [Object.keys(notifications("", ""))[1]]: "0+100" },
      "nothing to tell": notifications("2", "100"),
    },
  },
  {
    alert: "RemoteWriteFails",
    fires: {
      "again and again": { series: sentElsewhere(events), from: "5m", labels: { url: "https://metrics.example.com" } },
    },
    quiet: { below: sentElsewhere("3"), missing: {}, once: sentElsewhere("0x19 1") },
  },
  {
    alert: "TraceStorageFails",
    fires: { "6 %": { series: storage("0+6", "0+94"), from: "15s", labels: { operation: "write" } } },
    quiet: {
      below: storage("0+49", "0+951"),
      missing: { [Object.keys(storage("", ""))[1]]: "0+100" },
      "no traces": storage("6", "94"),
    },
  },
];
