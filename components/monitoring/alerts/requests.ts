import type { MonitoredApplication } from "./args";

/** The series of a service's requests. */
interface RequestSeries {
  readonly all: string;
  readonly failed: string;
  /** Requests whose duration was measured. */
  readonly timed: string;
  /** Those that took no longer than some seconds: one bucket of the histogram. */
  readonly within: (seconds: number) => string;
}

/** From `prometheus-fastapi-instrumentator`. Probes and scrapes are no requests of users, and would hide their errors. */
function httpSeries(service: string): RequestSeries {
  const labels = `job="${service}",handler!~"/(health|ready|metrics)"`;
  return {
    all: `http_requests_total{${labels}}`,
    failed: `http_requests_total{${labels},status=~"5.."}`,
    timed: `http_request_duration_seconds_count{${labels}}`,
    within: (seconds) => `http_request_duration_seconds_bucket{${labels},${edge(seconds)}}`,
  };
}

/** From the spanmetrics connector in Jaeger, whose durations are milliseconds. */
function spanSeries(service: string): RequestSeries {
  const labels = `service_name="${service}",span_kind="SPAN_KIND_SERVER"`;
  return {
    all: `traces_span_metrics_calls_total{${labels}}`,
    failed: `traces_span_metrics_calls_total{${labels},status_code="STATUS_CODE_ERROR"}`,
    timed: `traces_span_metrics_duration_milliseconds_count{${labels}}`,
    within: (seconds) => `traces_span_metrics_duration_milliseconds_bucket{${labels},${edge(seconds * 1000)}}`,
  };
}

/** A bucket by its upper edge, which is written 2 or 2.0. */
function edge(value: number): string {
  return `le=~"${String(value).replace(".", "[.]")}${Number.isInteger(value) ? "([.]0)?" : ""}"`;
}

function seriesOf({ name, requests }: MonitoredApplication): RequestSeries {
  return requests === "spans" ? spanSeries(name) : httpSeries(name);
}

/** Share of a service's requests that failed over a window such as `5m`. No result without requests. */
export function failureRatio(service: MonitoredApplication, window: string): string {
  const { all, failed } = seriesOf(service);
  return `(sum(rate(${failed}[${window}])) or vector(0)) / sum(rate(${all}[${window}]))`;
}

/**
 * Share of a service's requests that took longer than some seconds. The p95 is above 2 s exactly when more than 5 % of
 * the requests are slower than 2 s; said so, it needs one bucket that ends there, while `histogram_quantile` can never
 * exceed the highest finite bucket, whichever that is.
 */
export function slowRatio(service: MonitoredApplication, window: string, seconds: number): string {
  const { timed, within } = seriesOf(service);
  return `1 - sum(rate(${within(seconds)}[${window}])) / sum(rate(${timed}[${window}]))`;
}

/** PromQL that has a result while a service measures durations but has no bucket that ends at these seconds. */
export function bucketMissing(service: MonitoredApplication, seconds: number): string {
  const { timed, within } = seriesOf(service);
  return `count(${timed}) unless count(${within(seconds)})`;
}
