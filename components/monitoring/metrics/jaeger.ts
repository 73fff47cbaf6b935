import type { Exposed } from "./exposed";

/** Jaeger: its own telemetry, and what its spanmetrics connector counts with durations in milliseconds. */
export const jaeger: Exposed = {
  exporter: "jaeger",
  version: "2.20.0",
  source:
    "https://github.com/jaegertracing/jaeger/tree/main/internal/storage/v1/api/spanstore/spanstoremetrics and " +
    "https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/connector/spanmetricsconnector",
  names: `
    jaeger_storage_requests_total otelcol_exporter_send_failed_spans_total otelcol_exporter_sent_spans_total
    otelcol_process_memory_rss_bytes otelcol_process_uptime_seconds_total otelcol_receiver_accepted_spans_total
    otelcol_receiver_refused_spans_total traces_span_metrics_calls_total
  `,
  histograms: `
    http_server_request_duration_seconds jaeger_storage_latency_seconds
    traces_span_metrics_duration_milliseconds
  `,
};
