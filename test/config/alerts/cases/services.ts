import type { MonitoredApplication } from "../../../../components/monitoring/alerts/args";
import type { AlertCase, Firing, Series } from "../alertCase";
import { everything } from "../alertArgs";

/** A series that is 1 while the application lives, and the exporter that sees it. */
interface Sign {
  readonly series: string;
  readonly witness?: string;
}

const exporters: Readonly<Record<string, Sign>> = {
  redis: { series: 'redis_up{job="redis-exporter"}', witness: "redis-exporter" },
  postgres: { series: 'pg_up{job="postgres-exporter"}', witness: "postgres-exporter" },
};

function signsOf({ name, scraped, probed }: MonitoredApplication): Sign[] {
  const probe = { series: `probe_success{job="blackbox",service="${name}"}`, witness: "blackbox-exporter" };
  return [
    ...(scraped ? [{ series: `up{job="${name}",instance="a"}` }] : []),
    ...(probed ? [probe] : []),
    ...(name in exporters ? [exporters[name]] : []),
  ];
}

function serviceDown(application: MonitoredApplication): AlertCase {
  const { name, scraped } = application;
  const signs = signsOf(application);
  const witnesses = signs.flatMap(({ witness }) => (witness === undefined ? [] : [`up{job="${witness}"}`]));
  const alive: Series = Object.fromEntries(
    [...signs.map(({ series }) => series), ...witnesses].map((each) => [each, "1"]),
  );
  const other = `up{job="${name}",instance="b"}`;
  const fires = signs.flatMap(({ series }): [string, Firing][] => [
    [`${series} is 0`, { series: { ...alive, [series]: "1x7 0" }, from: "2m" }],
    [`${series} vanishes`, { series: { ...alive, [series]: "1x7 stale" }, from: "2m" }],
    [`${series} is 0, then vanishes`, { series: { ...alive, [series]: "1x7 0x1 stale" }, from: "2m" }],
  ]);
  const witnessed = signs.filter(({ witness }) => witness !== undefined);
  // What sees the application is away: every sign of its is gone, and means nothing.
  const unseen = Object.fromEntries([
    ...signs.filter(({ witness }) => witness === undefined).map(({ series }) => [series, "1"]),
    ...witnessed.map(({ witness = "" }) => [`up{job="${witness}"}`, "0"]),
  ]) as Series;
  return {
    alert: "ServiceDown",
    service: name,
    fires: {
      ...Object.fromEntries(fires),
      ...(scraped
        ? {
            "both instances are down": {
              series: { ...alive, [signs[0].series]: "1x7 0", [other]: "1x7 0" },
              from: "2m",
            },
          }
        : {}),
    },
    quiet: {
      below: scraped ? { ...alive, [other]: "0" } : alive,
      missing: { ...unseen, 'up{job="else"}': "1" },
      "45 s of failure": { ...alive, [signs[0].series]: "1x7 0x2 1" },
    },
  };
}

const episodic = { job: 'job="episodic-memory",handler="/memories"', service: "episodic-memory" };
const spans = { job: 'service_name="reputation-service",span_kind="SPAN_KIND_SERVER"', service: "reputation-service" };

const instance = (name: string) => `up{job="episodic-memory",instance="${name}"}`;

const requests = (ok: string, failed: string): Series => ({
  [`http_requests_total{${episodic.job},method="GET",status="2xx"}`]: ok,
  [`http_requests_total{${episodic.job},method="POST",status="5xx"}`]: failed,
});

const calls = (ok: string, failed: string): Series => ({
  [`traces_span_metrics_calls_total{${spans.job},status_code="STATUS_CODE_UNSET"}`]: ok,
  [`traces_span_metrics_calls_total{${spans.job},status_code="STATUS_CODE_ERROR"}`]: failed,
});

const durations = (edge: string, within: string, all: string, handler = "/memories"): Series => ({
  [`http_request_duration_seconds_bucket{job="episodic-memory",handler="${handler}",le="${edge}"}`]: within,
  [`http_request_duration_seconds_count{job="episodic-memory",handler="${handler}"}`]: all,
});

const spanDurations = (within: string, all: string): Series => ({
  [`traces_span_metrics_duration_milliseconds_bucket{${spans.job},le="2000.0"}`]: within,
  [`traces_span_metrics_duration_milliseconds_count{${spans.job}}`]: all,
});

// A rate needs two samples.
const from = "15s";

export const servicesCases: readonly AlertCase[] = [
  ...everything.applications.map(serviceDown),
  {
    alert: "InstanceDown",
    service: episodic.service,
    fires: {
      "one of two": {
        series: { [instance("a")]: "1", [instance("b")]: "0" },
        labels: { job: episodic.service, instance: "b" },
      },
    },
    quiet: {
      below: { [instance("a")]: "1", [instance("b")]: "1" },
      missing: { [instance("a")]: "1", [instance("b")]: "1x7 stale" },
      "all of them": { [instance("a")]: "0", [instance("b")]: "0", 'up{job="else"}': "1" },
    },
  },
  {
    alert: "HighErrorRate",
    service: episodic.service,
    fires: {
      "6 %": { series: requests("0+94", "0+6"), from },
      "6 %, and many probes that succeed": {
        series: {
          ...requests("0+94", "0+6"),
          'http_requests_total{job="episodic-memory",handler="/ready",method="GET",status="2xx"}': "0+50",
        },
        from,
      },
    },
    quiet: {
      below: requests("0+951", "0+49"),
      missing: { [Object.keys(requests("", ""))[0]]: "0+100" },
      "no requests": requests("100", "100"),
      "only probes fail": {
        ...requests("0+100", "0"),
        'http_requests_total{job="episodic-memory",handler="/ready",method="GET",status="5xx"}': "0+50",
      },
    },
  },
  {
    alert: "HighErrorRate",
    service: spans.service,
    fires: { "6 %": { series: calls("0+94", "0+6"), from } },
    quiet: { below: calls("0+951", "0+49"), missing: {}, "no requests": calls("100", "100") },
  },
  {
    alert: "HighResponseTime",
    service: episodic.service,
    fires: {
      "6 % slower": { series: durations("2.0", "0+94", "0+100"), from },
      "6 % slower, and many fast probes": {
        series: { ...durations("2.0", "0+94", "0+100"), ...durations("2.0", "0+50", "0+50", "/ready") },
        from,
      },
      "an edge written as integer": { series: durations("2", "0+94", "0+100"), from },
    },
    quiet: {
      below: durations("2.0", "0+951", "0+1000"),
      missing: durations("1.0", "0+94", "0+100"),
      "no requests": durations("2.0", "94", "100"),
      "only probes are slow": { ...durations("2.0", "0+100", "0+100"), ...durations("2.0", "0", "0+50", "/ready") },
    },
  },
  {
    alert: "HighResponseTime",
    service: spans.service,
    fires: { "6 % slower": { series: spanDurations("0+94", "0+100"), from } },
    quiet: { below: spanDurations("0+951", "0+1000"), missing: {} },
  },
  {
    alert: "ResponseTimeUnmeasurable",
    service: episodic.service,
    fires: {
      "buckets end at 1 s": { series: durations("1.0", "0+94", "0+100") },
      "only probes are measured so": {
        series: { ...durations("1.0", "0+94", "0+100"), ...durations("2.0", "0+50", "0+50", "/ready") },
      },
    },
    quiet: {
      below: durations("2.0", "0+94", "0+100"),
      missing: { 'http_request_duration_seconds_count{job="else",handler="/memories"}': "0+100" },
      "only probes are measured": durations("1.0", "0+50", "0+50", "/ready"),
    },
  },
  {
    alert: "ResponseTimeUnmeasurable",
    service: spans.service,
    fires: { "no bucket": { series: { [Object.keys(spanDurations("", ""))[1]]: "0+100" } } },
    quiet: { below: spanDurations("0+94", "0+100"), missing: {} },
  },
];
