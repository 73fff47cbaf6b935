import type { Alert, Subject } from "../alert";
import { type AlertArgs, part } from "./args";
import { answers } from "./liveness";
import { added } from "./runbook";

/** Lines of the hardening checklist that only the running cluster can prove, and certificates. */
export function security(args: AlertArgs): Subject {
  const metric = (name: string, labels = "") => `apiserver_${name}{job="apiserver"${labels}}`;
  const transformations = (labels: string) =>
    metric("storage_transformation_operations_total", `,resource="secrets"${labels}`);
  const shared = { runbook: added.security, dashboard: "system-overview" } as const;
  const apiServer = [part(args, "apiServer")];
  const alerts: Alert[] = [
    {
      ...shared,
      name: "SecretsNotEncrypted",
      severity: "P1",
      for: "15m",
      // Without any encryption configuration, the API server transforms no Secret and has no such series at all.
      expr:
        `sum(${transformations(`,transformer_prefix=~"|identity"`)}) > 0 or ` +
        `((count(${transformations("")}) or vector(0)) == 0 ` +
        `unless on () ${metric("encryption_config_controller_last_config_info")} and on () ${answers("apiserver")})`,
      when: "the API server reads or writes Secrets without encryption",
      summary: "Secrets are not encrypted at rest",
      description:
        "Whoever reads etcd or its backups reads every Secret. Give the API server an encryption configuration, write " +
        "every Secret anew, and rotate their values.",
      needs: apiServer,
    },
    {
      ...shared,
      name: "AuditLoggingOff",
      severity: "P1",
      for: "15m",
      expr: `sum(increase(${metric("audit_event_total")}[15m])) == 0`,
      when: "the API server has recorded no audit event for 15 minutes",
      summary: "The API server keeps no audit log",
      description: "Nobody could tell afterwards who changed what. Give the API server an audit policy and a backend.",
      needs: apiServer,
    },
    {
      ...shared,
      name: "AuditEventsLost",
      severity: "P1",
      for: "5m",
      expr: `sum(increase(${metric("audit_error_total")}[5m])) > 0`,
      when: "audit events could not be recorded in the last 5 minutes",
      summary: "Audit events are lost",
      description:
        "The audit log has gaps. Look for a full disk or an unreachable backend of the API server's audit log.",
      needs: apiServer,
    },
    {
      ...shared,
      name: "CertificateExpires",
      severity: "P1",
      for: "1h",
      expr: `probe_ssl_earliest_cert_expiry{job="blackbox"} - time() < 14 * 86400`,
      when: "a certificate that a probe sees ends within 14 days",
      summary: "The certificate of {{ $labels.service }} ends in {{ $value | humanizeDuration }}",
      description: "After that, clients refuse to connect. Renew it, and find out why nothing renewed it.",
      needs: [part(args, "blackbox")],
    },
  ];
  return { name: "security", recordings: [], alerts };
}
