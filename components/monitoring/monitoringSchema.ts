import {
  address,
  boolean,
  bytes,
  integer,
  labels,
  list,
  oneOf,
  optionalCidrs,
  pageAddress,
  resources,
  type Setting,
  share,
  text,
} from "../setting";
import { contactPattern } from "./contacts";

const dnsName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const emptyOr = (pattern: RegExp) => (value: string) => value === "" || pattern.test(value);

const contacts = (who: string): Setting<readonly string[]> =>
  list("contacts: pagerduty, webhook, slack:#channel or email:address", contactPattern, {
    default: [],
    description: `How ${who}. Keys and URLs are in the Secret alerting.secret.`,
  });

/** The configuration keys of the monitoring. */
export const monitoringSchema = {
  "monitoring.prometheus": oneOf(["own", "operator", "external", "none"], {
    default: "own",
    description:
      "Who scrapes and evaluates: a Prometheus of this namespace; the cluster's Prometheus operator, by ServiceMonitor " +
      "and PrometheusRule objects; a Prometheus elsewhere, which is given the ConfigMap prometheus-files; or nobody.",
  }),
  "monitoring.prometheusUrl": address({
    default: "",
    description: "Where Grafana asks a Prometheus that is not of this namespace; empty for none.",
  }),
  "monitoring.prometheusCidrs": optionalCidrs({
    default: [],
    description: "Addresses behind monitoring.prometheusUrl, as a NetworkPolicy sees them.",
  }),
  "monitoring.scrapeNamespaces": list("namespace names", dnsLabel, {
    default: [],
    description: "Namespaces of a Prometheus elsewhere, whose pods may scrape what this namespace's own would.",
  }),
  "monitoring.operatorLabels": labels({
    default: {},
    description:
      "Labels by which the operator's Prometheus selects monitors and rules, such as release: kube-prometheus-stack.",
  }),
  "monitoring.alertmanager": oneOf(["own", "external", "none"], {
    default: "own",
    description: "Whom Prometheus tells: an Alertmanager of this namespace, one elsewhere, or nobody.",
  }),
  "monitoring.alertmanagerAddress": text("empty or host:port", emptyOr(/^[a-z0-9.-]+:\d+$/), {
    default: "",
    description: "Host and port of the Alertmanager elsewhere.",
  }),
  "monitoring.alertmanagerCidrs": optionalCidrs({
    default: [],
    description: "Addresses behind monitoring.alertmanagerAddress, as a NetworkPolicy sees them.",
  }),
  "monitoring.exporters": boolean({
    default: true,
    description: "Run the exporters of Redis and PostgreSQL, and the blackbox exporter, which probes every service.",
  }),
  "monitoring.kubeStateMetrics": boolean({
    default: true,
    description:
      "Run kube-state-metrics, limited to the namespace, where monitoring.apiServerCidrs are set. An operator's is used as it is.",
  }),
  "monitoring.grafana": boolean({ default: true, description: "Run Grafana with the dashboards." }),
  "monitoring.jaeger": boolean({ default: true, description: "Run Jaeger, which keeps and shows traces." }),
  "monitoring.runbookUrl": address({
    default: "",
    description: "Address of the runbook's page, to which alerts link; empty for no link.",
  }),
  "monitoring.apiServerCidrs": optionalCidrs({
    default: [],
    description:
      "Addresses of the API server as a NetworkPolicy sees them (kubectl get endpoints kubernetes), for " +
      "kube-state-metrics and for evidence of encryption and audit. With none, neither runs.",
  }),
  "monitoring.nodeCidrs": optionalCidrs({
    default: [],
    description:
      "Addresses of the nodes, for CPU, memory and disk use of containers (kubelet and cAdvisor, port 10250). It takes " +
      "a ClusterRole that may list nodes and read their metrics. With none, they are not read.",
  }),
  "monitoring.verifyKubelets": boolean({
    default: true,
    description: "Demand that kubelets have certificates of the cluster's authority; false where they are self-signed.",
  }),
  "prometheus.url": pageAddress({
    default: "http://localhost:9090",
    description:
      "Address at which people open Prometheus, for links: that of the runbook's port-forward, or of an ingress.",
  }),
  "prometheus.retention": text('a duration such as "15d"', (v) => /^[1-9]\d*[hdwy]$/.test(v), {
    default: "15d",
    description: "How long Prometheus keeps samples, as far as its claim has room.",
  }),
  "prometheus.storage": bytes({
    default: "20Gi",
    description: "Size of the claim prometheus-data; it can grow, not shrink.",
  }),
  ...resources("prometheus", ["250m", "1"], ["1Gi", "2Gi"]),
  "prometheus.remoteWriteUrl": address({
    default: "",
    description: "Where every sample is sent too, for longer keeping; empty for nowhere.",
  }),
  "prometheus.remoteWriteUser": text("empty or a name", emptyOr(/^\S+$/), {
    default: "",
    description:
      "User of prometheus.remoteWriteUrl, whose password is the file remote-write-password of the Secret; empty where " +
      "the file remote-write-token is sent instead.",
  }),
  "prometheus.remoteWriteCidrs": optionalCidrs({
    default: [],
    description: "Addresses behind prometheus.remoteWriteUrl, as a NetworkPolicy sees them.",
  }),
  "prometheus.secret": text("empty or the name of a Secret", emptyOr(dnsName), {
    default: "",
    description: "Existing Secret with the password or token of prometheus.remoteWriteUrl; empty for neither.",
  }),
  "alertmanager.url": pageAddress({
    default: "http://localhost:9093",
    description: "Address at which people open Alertmanager, for links: that of a port-forward, or of an ingress.",
  }),
  "alertmanager.storage": bytes({
    default: "1Gi",
    description: "Size of the claim alertmanager-data, which holds silences and what was told.",
  }),
  ...resources("alertmanager", ["25m", "200m"], ["64Mi", "128Mi"]),
  "grafana.url": pageAddress({
    default: "http://localhost:3000",
    description: "Address at which people open Grafana: that of the runbook's port-forward, or of an ingress.",
  }),
  "grafana.namespaces": list("namespace names", dnsLabel, {
    default: [],
    description: "Namespaces whose pods may open Grafana, such as an ingress controller's. A port-forward needs none.",
  }),
  ...resources("grafana", ["100m", "1"], ["512Mi", "1Gi"]),
  "jaeger.storage": bytes({
    default: "10Gi",
    description: "Size of the claim jaeger-data, which holds the traces; it can grow, not shrink.",
  }),
  "jaeger.retentionHours": integer(1, 8760, { default: 72, description: "Hours for which traces are kept." }),
  ...resources("jaeger", ["100m", "1"], ["512Mi", "1Gi"]),
  ...resources("exporter", ["25m", "200m"], ["64Mi", "128Mi"]),
  "alerting.onCall": contacts("who is on call is told of P0 and P1 at once"),
  "alerting.seniorEngineer": contacts("the senior engineer is told of a P0 after 15 minutes"),
  "alerting.engineeringManager": contacts("the engineering manager is told of a P0 after 30 minutes"),
  "alerting.vpEngineering": contacts("the VP Engineering is told of a P0 after 1 hour"),
  "alerting.team": contacts("the team is told of what is to be investigated"),
  "alerting.watchdog": contacts("a dead man's switch is told that alerting works; it raises the alarm when that stops"),
  "alerting.secret": text("empty or the name of a Secret", emptyOr(dnsName), {
    default: "",
    description:
      "Existing Secret with a file for each key and URL of the contacts: on-call-pagerduty-key, team-slack-url, " +
      "watchdog-webhook-url, smtp-password, and so on; empty for none.",
  }),
  "alerting.smtpHost": text("empty or host:port", emptyOr(/^[a-z0-9.-]+:\d+$/), {
    default: "",
    description: "SMTP server for e-mail, such as smtp.example.com:587; empty for none.",
  }),
  "alerting.smtpFrom": text("empty or an e-mail address", emptyOr(/^[^\s@,]+@[^\s@,]+$/), {
    default: "",
    description: "Sender of e-mail.",
  }),
  "alerting.smtpUser": text("empty or a name", emptyOr(/^\S+$/), {
    default: "",
    description: "User of the SMTP server, whose password is the file smtp-password of the Secret; empty for none.",
  }),
  "alerting.cidrs": optionalCidrs({
    default: ["0.0.0.0/0"],
    description:
      "Addresses that notifications may go to, on port 443, on alerting.webhookPort and on that of the SMTP server.",
  }),
  "alerting.webhookPort": integer(1, 65535, { default: 443, description: "Port of the webhooks' addresses." }),
  "slo.availability": share(0.9, 0.99999, {
    default: "0.999",
    description: "Share of the requests to each service, over 28 days, that must not fail.",
  }),
  "slo.latency": share(0.5, 0.99999, {
    default: "0.99",
    description: "Share of the requests to each service, over 28 days, that must be answered within 2 seconds.",
  }),
};
