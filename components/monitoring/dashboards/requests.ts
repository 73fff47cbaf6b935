import { PercentUnit, RequestsPerSecond, Seconds } from "@grafana/grafana-foundation-sdk/units";
import type { MonitoredApplication } from "../alerts/args";
import { failureRatio, slowRatio } from "../alerts/requests";
import type { Panel } from "./panel";

/** Metrics that count a service's requests and measure how long they take. */
interface RequestMetrics {
  /** The counter's series. */
  readonly count: string;
  /** Label of the counter that says how a request ended. */
  readonly outcome: string;
  /** The series of the histogram's buckets. */
  readonly buckets: string;
  /** How many of the histogram's units are a second. */
  readonly second: number;
}

/** Probes and scrapes are no requests of users. */
function fromService(name: string): RequestMetrics {
  const these = `{job="${name}",handler!~"/(health|ready|metrics)"}`;
  return {
    count: `http_requests_total${these}`,
    outcome: "status",
    buckets: `http_request_duration_seconds_bucket${these}`,
    second: 1,
  };
}

function fromTraces(name: string): RequestMetrics {
  const these = `{service_name="${name}",span_kind="SPAN_KIND_SERVER"}`;
  return {
    count: `traces_span_metrics_calls_total${these}`,
    outcome: "status_code",
    buckets: `traces_span_metrics_duration_milliseconds_bucket${these}`,
    second: 1000,
  };
}

function metricsOf({ name, requests }: MonitoredApplication): RequestMetrics {
  return requests === "spans" ? fromTraces(name) : fromService(name);
}

/** Rate, errors and duration of the requests of some services, one line a service. */
export function requestPanels(services: readonly MonitoredApplication[], seconds: number): Panel[] {
  const each = (expression: (service: MonitoredApplication) => string) =>
    services.map((service) => ({ expression: expression(service), legend: service.name }));
  return [
    {
      title: "Requests",
      description: "Requests a second, averaged over 5 minutes.",
      unit: RequestsPerSecond,
      queries: each((service) => `sum(rate(${metricsOf(service).count}[5m]))`),
    },
    {
      title: "Errors",
      description: "Share of the requests that failed by the service's own fault, over 5 minutes. P1 above 5 %.",
      unit: PercentUnit,
      limit: { value: 0.05 },
      queries: each((service) => failureRatio(service, "5m")),
    },
    {
      title: "Slow requests",
      description: `Share of the requests that took more than ${seconds} s, over 5 minutes. P1 above 5 %.`,
      unit: PercentUnit,
      limit: { value: 0.05 },
      queries: each((service) => slowRatio(service, "5m", seconds)),
    },
  ];
}

/** How the requests of one service end, and how long they take. */
export function requestDetails(service: MonitoredApplication): Panel[] {
  const { count, outcome, buckets, second } = metricsOf(service);
  const scale = second === 1 ? "" : ` / ${second}`;
  return [
    {
      title: "Requests by outcome",
      description: "Requests a second by how they ended, averaged over 5 minutes.",
      unit: RequestsPerSecond,
      queries: [{ expression: `sum by (${outcome}) (rate(${count}[5m]))`, legend: `{{${outcome}}}` }],
    },
    {
      title: "Response times",
      description:
        "Median, 95th and 99th percentile of the response times over 5 minutes. " +
        "What is above the highest finite bucket of the histogram shows as that bucket.",
      unit: Seconds,
      queries: [0.5, 0.95, 0.99].map((share) => ({
        expression: quantile(share, "le", buckets) + scale,
        legend: `${share * 100} %`,
      })),
    },
  ];
}

/** PromQL: the value below which a share of what a histogram has seen in 5 minutes lies. */
export function quantile(share: number, by: string, buckets: string): string {
  return `histogram_quantile(${share}, sum by (${by}) (rate(${buckets}[5m])))`;
}
