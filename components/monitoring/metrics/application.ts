import type { Exposed } from "./exposed";

/** The two services: what prometheus-fastapi-instrumentator exposes, which is the runbook's contract. */
export const application: Exposed = {
  exporter: "episodic-memory, reputation-service",
  version: "7",
  source:
    "https://github.com/trallnag/prometheus-fastapi-instrumentator/blob/master/src/prometheus_fastapi_instrumentator/metrics.py",
  names: `
    http_requests_total process_cpu_seconds_total process_max_fds process_open_fds process_resident_memory_bytes
    process_start_time_seconds process_virtual_memory_bytes python_gc_collections_total python_info
  `,
  histograms: `
    http_request_duration_highr_seconds http_request_duration_seconds http_request_size_bytes http_response_size_bytes
  `,
};
