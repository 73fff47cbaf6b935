import type { AlertCase, Series } from "../alertCase";

const transformed = (prefix: string, count: string, resource = "secrets"): Series => ({
  [`apiserver_storage_transformation_operations_total{job="apiserver",resource="${resource}",transformation_type="from_storage",transformer_prefix="${prefix}",status="OK"}`]:
    count,
});
const apiServer = (value: string): Series => ({ 'up{job="apiserver"}': value });
const configured: Series = { 'apiserver_encryption_config_controller_last_config_info{job="apiserver",hash="h"}': "1" };
const counter = (name: string, value: string): Series => ({ [`apiserver_audit_${name}{job="apiserver"}`]: value });
const expiry = (value: string): Series => ({ 'probe_ssl_earliest_cert_expiry{job="blackbox",service="s"}': value });

export const securityCases: readonly AlertCase[] = [
  {
    alert: "SecretsNotEncrypted",
    fires: {
      "read without encryption": { series: { ...apiServer("1"), ...transformed("identity", "3") } },
      "no encryption is configured": { series: apiServer("1") },
      "encryption is configured for others only": {
        series: { ...apiServer("1"), ...transformed("k8s:enc:kms:v2:k", "3", "configmaps") },
      },
    },
    quiet: {
      below: { ...apiServer("1"), ...transformed("k8s:enc:secretbox:v1:key1", "3") },
      missing: {},
      "others are not encrypted": {
        ...apiServer("1"),
        ...transformed("k8s:enc:secretbox:v1:key1", "3"),
        ...transformed("identity", "3", "configmaps"),
      },
      "configured, no Secret touched yet": { ...apiServer("1"), ...configured },
      "the API server is away": { ...apiServer("0"), 'up{job="prometheus"}': "1" },
    },
  },
  {
    alert: "AuditLoggingOff",
    fires: { "no event": { series: counter("event_total", "0"), from: "15s" } },
    quiet: { below: counter("event_total", "0+1"), missing: {} },
  },
  {
    alert: "AuditEventsLost",
    fires: {
      "again and again": {
        series: {
          'apiserver_audit_error_total{job="apiserver",plugin="log"}': "0x19 1+1",
        },
        from: "5m",
      },
    },
    quiet: { below: { 'apiserver_audit_error_total{job="apiserver",plugin="log"}': "4" }, missing: {} },
  },
  {
    alert: "CertificateExpires",
    // 14 days from the start, when time is 0.
    fires: {
      "in less than 14 days": { series: expiry("1209600"), from: "15s", labels: { job: "blackbox", service: "s" } },
    },
    quiet: { below: expiry("1220000"), missing: {} },
  },
];
