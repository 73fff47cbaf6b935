import { defaultParameters } from "../policies/parameters";
import { isReference } from "./images";
import { monitoringSchema } from "./monitoring/monitoringSchema";
import { severities } from "./scanning/severity";
import {
  boolean,
  bytes,
  cidrs,
  cpu,
  exceptions,
  integer,
  list,
  oneOf,
  references,
  resources,
  type Setting,
  text,
} from "./setting";
import { isSchedule } from "./workload/schedule";

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const emptyOr = (pattern: RegExp) => (value: string) => value === "" || pattern.test(value);

const generation = (secret: string): Setting<number> =>
  integer(1, 1_000_000, {
    default: 1,
    description: `Generation of ${secret}; raising it generates a new value and restarts the consumers.`,
  });

/** Every configuration key of the project. The defaults are those of production. */
export const schema = {
  environment: oneOf(["local", "e2e", "staging", "production"], {
    default: "production",
    description: "Environment that the services report (ENVIRONMENT).",
  }),
  protect: boolean({
    default: true,
    description:
      "Protect claims, StatefulSets and the namespace against deletion, and leave claims and namespace when the stack is destroyed.",
  }),
  healthCheck: boolean({
    default: false,
    description:
      "End every update of a workload with deployment/scripts/health-check.sh, and fail where it fails; " +
      "needs kubectl, pointed at the stack's cluster, where the update runs.",
  }),
  podSecurityVersion: text(
    '"latest" or a Kubernetes minor version such as "v1.36"',
    (v) => /^(latest|v1\.\d+)$/.test(v),
    {
      default: "v1.36",
      description: "Version of the Pod Security Standard `restricted` that the namespace enforces.",
    },
  ),
  logLevel: oneOf(["DEBUG", "INFO", "WARNING", "ERROR"], {
    default: "INFO",
    description: "Log level of the two services (LOG_LEVEL).",
  }),
  "application.image": text("an image reference with digest, name[:tag]@sha256:...", isReference, {
    description: "Image of the two services. No public release exists: build it, push it, and set its digest here.",
  }),
  "application.pullSecret": text("empty or the name of a Secret", emptyOr(dnsName), {
    default: "",
    description: "Existing image pull Secret of the namespace for the application image; empty for none.",
  }),
  images: references({
    default: {},
    description: "Replacements for images of the catalogue (components/images.ts), such as references to a mirror.",
  }),
  zones: integer(1, 16, {
    default: 2,
    description: "Zones over which replicated workloads must spread; 1 spreads where it can and demands nothing.",
  }),
  storageClass: text("empty or the name of a StorageClass", emptyOr(dnsName), {
    default: "",
    description: "StorageClass of every claim; empty for the default of the cluster.",
  }),
  "clients.namespaces": list("namespace names", dnsLabel, {
    default: [],
    description: "Namespaces whose pods may call the two services.",
  }),
  "access.viewers": list("group names", /^\S.*$/, {
    default: [],
    description: "Groups that may read the namespace (Role runbook-viewer: no Secrets, no exec).",
  }),
  "access.operators": list("group names", /^\S.*$/, {
    default: [],
    description: "Groups that may carry out the runbook (Role runbook-operator).",
  }),
  admission: oneOf(["enforce", "warn", "off"], {
    default: "enforce",
    description:
      "What the API server does with an object of the namespace that breaks a hardening rule: refuse it, warn and " +
      "record it in the audit log, or nothing. Its policies are objects of the whole cluster. All but enforce need an " +
      "exception from the rule admission-policies.",
  }),
  "policy.registries": list('prefixes of image references that end in "/"', /^[a-z0-9][a-z0-9._:/-]*\/$/, {
    default: defaultParameters.registries,
    description: "Where images may come from.",
  }),
  "policy.exceptions": exceptions({
    default: [],
    description: "Hardening rules that an object may break until a date. An expired exception is a violation.",
  }),
  "tracing.enabled": boolean({
    default: true,
    description: "Send traces of the two services to Jaeger (ENABLE_TRACING).",
  }),
  "scan.enabled": boolean({
    default: true,
    description: "Scan every image of the namespace for known vulnerabilities (CronJob image-scan).",
  }),
  "scan.schedule": text(
    'five numeric fields of cron (UTC) such as "0 3 * * *", without a day of the month together with a day of the week',
    isSchedule,
    { default: "0 3 * * *", description: "When images are scanned." },
  ),
  "scan.severity": oneOf(severities, {
    default: "HIGH",
    description: "Lowest severity of a vulnerability that fails the scan.",
  }),
  "scan.registryCidrs": cidrs({
    default: ["0.0.0.0/0"],
    description: "Addresses of the registries that the scanner may reach on port 443, for images and for its database.",
  }),
  "scan.storage": bytes({
    default: "5Gi",
    description: "Size of the claim image-scan, which holds the vulnerability database and the last reports.",
  }),
  ...resources("scan", ["100m", "1"], ["512Mi", "1Gi"]),
  ...monitoringSchema,
  "limits.cpu": cpu({
    default: "4",
    description: "CPU limit that no container of the namespace may exceed (LimitRange).",
  }),
  "limits.memory": bytes({
    default: "16Gi",
    description: "Memory limit that no container of the namespace may exceed (LimitRange).",
  }),
  "quota.extraPods": integer(0, 50, {
    default: 2,
    description: "Pods of default size, such as Jobs and debugging pods, for which the quota keeps room.",
  }),
  "episodicMemory.minReplicas": integer(2, 50, {
    default: 2,
    description: "Replicas of episodic-memory at rest (episodic-memory-hpa).",
  }),
  "episodicMemory.maxReplicas": integer(2, 50, {
    default: 10,
    description: "Replicas of episodic-memory at most (episodic-memory-hpa).",
  }),
  "episodicMemory.cpuUtilization": integer(10, 95, {
    default: 70,
    description: "Average CPU use, in percent of the request, above which episodic-memory grows.",
  }),
  "episodicMemory.memoryUtilization": integer(10, 95, {
    default: 80,
    description: "Average memory use, in percent of the request, above which episodic-memory grows.",
  }),
  "episodicMemory.workers": integer(1, 16, {
    default: 1,
    description: "Worker processes in each episodic-memory container (WORKER_COUNT).",
  }),
  "episodicMemory.metrics": boolean({
    default: true,
    description: "Whether episodic-memory serves Prometheus metrics (ENABLE_METRICS).",
  }),
  ...resources("episodicMemory", ["500m", "1"], ["1Gi", "2Gi"]),
  "reputationService.replicas": integer(1, 50, { default: 2, description: "Replicas of reputation-service." }),
  "reputationService.workers": integer(1, 16, {
    default: 1,
    description: "Worker processes in each reputation-service container (WORKER_COUNT).",
  }),
  "reputationService.metrics": boolean({
    default: true,
    description: "Whether reputation-service serves Prometheus metrics (ENABLE_METRICS).",
  }),
  ...resources("reputationService", ["250m", "1"], ["512Mi", "1Gi"]),
  "redis.storage": bytes({ default: "10Gi", description: "Size of the claim redis-data; it can grow, not shrink." }),
  ...resources("redis", ["250m", "1"], ["2Gi", "2Gi"]),
  "weaviate.storage": bytes({
    default: "50Gi",
    description: "Size of the claim weaviate-data; it can grow, not shrink.",
  }),
  ...resources("weaviate", ["500m", "2"], ["4Gi", "4Gi"]),
  "postgres.storage": bytes({
    default: "20Gi",
    description: "Size of the claim postgres-data; it can grow, not shrink.",
  }),
  ...resources("postgres", ["500m", "2"], ["2Gi", "2Gi"]),
  "rotation.redis": generation("the Redis password"),
  "rotation.weaviate": generation("the Weaviate API key"),
  "rotation.postgres": generation("the PostgreSQL passwords"),
  "rotation.grafana": generation("Grafana's admin password and signing key"),
  "rotation.apiKeys": generation("the API keys of reputation-service"),
  "rotation.signingKey": generation("the signing key of reputation-service (SECRET_KEY)"),
};

/** A stack's settings: every key of the schema with a valid value. */
export type Settings = Readonly<{
  [Key in keyof typeof schema]: (typeof schema)[Key] extends Setting<infer Value> ? Value : never;
}>;
