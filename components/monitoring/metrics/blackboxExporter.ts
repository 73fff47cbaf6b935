import type { Exposed } from "./exposed";

/** blackbox_exporter: the result of a probe, under the job `blackbox`. */
export const blackboxExporter: Exposed = {
  exporter: "blackbox",
  version: "0.28.0",
  source: "https://github.com/prometheus/blackbox_exporter/tree/master/prober",
  names: `
    probe_dns_lookup_time_seconds probe_duration_seconds probe_failed_due_to_regex probe_http_content_length
    probe_http_duration_seconds probe_http_last_modified_timestamp_seconds probe_http_redirects probe_http_ssl
    probe_http_status_code probe_http_uncompressed_body_length probe_http_version probe_ip_addr_hash
    probe_ip_protocol probe_ssl_earliest_cert_expiry probe_ssl_last_chain_expiry_timestamp_seconds
    probe_ssl_last_chain_info probe_success probe_tls_cipher_info probe_tls_version_info
  `,
};
