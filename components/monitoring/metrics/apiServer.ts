import type { Exposed } from "./exposed";

/** The API server: of its many metrics, those that are evidence for the hardening checklist. */
export const apiServer: Exposed = {
  exporter: "apiserver",
  version: "1.36.3",
  source:
    "https://github.com/kubernetes/apiserver/tree/v0.36.3/pkg: storage/value, audit, server/options/encryptionconfig",
  names: `
    apiserver_audit_error_total apiserver_audit_event_total apiserver_audit_level_total
    apiserver_audit_requests_rejected_total apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds
    apiserver_encryption_config_controller_automatic_reloads_total
    apiserver_encryption_config_controller_last_config_info apiserver_storage_data_key_generation_failures_total
    apiserver_storage_envelope_transformation_cache_misses_total apiserver_storage_transformation_operations_total
  `,
  histograms:
    "apiserver_storage_data_key_generation_duration_seconds apiserver_storage_transformation_duration_seconds",
};
