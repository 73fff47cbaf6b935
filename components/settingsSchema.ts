import { formatBytes, formatCpu, parseBytes, parseCpu } from "./workload/quantity";
import { isReference } from "./images";

/** The types that a configuration key may have, as `Pulumi.yaml` names them. */
export type SettingType = "string" | "integer" | "boolean" | "array" | "object";

/** One configuration key: what `Pulumi.yaml` and the README say of it, and what a value must satisfy. */
export interface Setting<Value> {
  readonly type: SettingType;
  /** Absent: every stack must set the key. */
  readonly default?: Value;
  readonly description: string;
  /** What a value must be, in words that complete "must be ...". */
  readonly constraint: string;
  /** Whether a value of the right type satisfies the constraint. */
  readonly accepts: (value: Value) => boolean;
  /** An acceptable value as the API server would write it; any other spelling would show as a change for ever. */
  readonly canonical?: (value: Value) => Value;
}

interface Declaration<Value> {
  default?: Value;
  description: string;
}

const integer = (minimum: number, maximum: number, declared: Declaration<number>): Setting<number> => ({
  type: "integer",
  constraint: `an integer from ${minimum} to ${maximum}`,
  accepts: (value) => value >= minimum && value <= maximum,
  ...declared,
});

const boolean = (declared: Declaration<boolean>): Setting<boolean> => ({
  type: "boolean",
  constraint: "true or false",
  accepts: () => true,
  ...declared,
});

const text = (
  constraint: string,
  accepts: (value: string) => boolean,
  declared: Declaration<string>,
): Setting<string> => ({ type: "string", constraint, accepts, ...declared });

const oneOf = (values: readonly string[], declared: Declaration<string>): Setting<string> =>
  text(`one of ${values.join(", ")}`, (value) => values.includes(value), declared);

const cpu = (declared: Declaration<string>): Setting<string> => ({
  ...text('a CPU quantity above 0 such as "500m" or "2"', (value) => (parseCpu(value) ?? 0) > 0, declared),
  canonical: (value) => formatCpu(parseCpu(value) ?? NaN),
});

const bytes = (declared: Declaration<string>): Setting<string> => ({
  ...text('a quantity of bytes above 0 such as "512Mi" or "20Gi"', (value) => (parseBytes(value) ?? 0) > 0, declared),
  canonical: (value) => formatBytes(parseBytes(value) ?? NaN),
});

const list = (
  constraint: string,
  element: RegExp,
  declared: Declaration<readonly string[]>,
): Setting<readonly string[]> => ({
  type: "array",
  constraint: `a list of ${constraint}, each once`,
  accepts: (values) =>
    values.every((value) => typeof value === "string" && element.test(value)) && new Set(values).size === values.length,
  ...declared,
});

const references = (
  declared: Declaration<Readonly<Record<string, string>>>,
): Setting<Readonly<Record<string, string>>> => ({
  type: "object",
  constraint: "a map from a catalogue name to an image reference with digest, name[:tag]@sha256:...",
  accepts: (images) => Object.values(images).every((image) => typeof image === "string" && isReference(image)),
  ...declared,
});

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const emptyOr = (pattern: RegExp) => (value: string) => value === "" || pattern.test(value);

/** The four resource keys of a workload, with what a container asks for and may use at most. */
function resources<Workload extends string>(workload: Workload, cpus: [string, string], memory: [string, string]) {
  return {
    [`${workload}.cpuRequest`]: cpu({ default: cpus[0], description: `CPU reserved for each ${workload} container.` }),
    [`${workload}.cpuLimit`]: cpu({ default: cpus[1], description: `CPU that a ${workload} container may use.` }),
    [`${workload}.memoryRequest`]: bytes({
      default: memory[0],
      description: `Memory reserved for each ${workload} container.`,
    }),
    [`${workload}.memoryLimit`]: bytes({
      default: memory[1],
      description: `Memory above which a ${workload} container is killed.`,
    }),
  } as Record<`${Workload}.${"cpuRequest" | "cpuLimit" | "memoryRequest" | "memoryLimit"}`, Setting<string>>;
}

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
  "tracing.enabled": boolean({
    default: false,
    description: "Send traces of the two services to Jaeger (ENABLE_TRACING).",
  }),
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
  "rotation.postgres": generation("both PostgreSQL passwords"),
  "rotation.apiKeys": generation("the API keys of reputation-service"),
  "rotation.signingKey": generation("the signing key of reputation-service (SECRET_KEY)"),
};

/** A stack's settings: every key of the schema with a valid value. */
export type Settings = Readonly<{
  [Key in keyof typeof schema]: (typeof schema)[Key] extends Setting<infer Value> ? Value : never;
}>;
