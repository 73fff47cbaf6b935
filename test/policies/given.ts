import type { KubernetesObject } from "../../policies/kubernetesObject";
import { ExaminedObject, type Violation } from "../../policies/objectRules";
import { defaultParameters, type PolicyParameters } from "../../policies/parameters";
import type { ObjectRule } from "../../policies/rule";

/** The namespace of every given object. */
export const namespace = "checked";

/** A digest of nothing. */
export const digest = `sha256:${"a".repeat(64)}`;

const container = () => ({
  name: "app",
  image: `docker.io/library/redis:7.2@${digest}`,
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "1", memory: "128Mi" } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
});

const probes = () => ({
  startupProbe: { httpGet: { path: "/health", port: 8080 } },
  readinessProbe: { httpGet: { path: "/health", port: 8080 } },
  livenessProbe: { httpGet: { path: "/health", port: 8080 } },
});

const podSpec = (serving: boolean) => ({
  serviceAccountName: "app",
  automountServiceAccountToken: false,
  restartPolicy: serving ? "Always" : "Never",
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
  containers: [{ ...container(), ...(serving ? probes() : {}) }],
});

const labels = { app: "app" };
const template = (serving: boolean) => ({ metadata: { labels }, spec: podSpec(serving) });
const jobSpec = () => ({
  activeDeadlineSeconds: 600,
  backoffLimit: 2,
  ttlSecondsAfterFinished: 3600,
  template: template(false),
});

/** An object of each kind with pods, which keeps every rule. */
const compliant: Readonly<Record<string, () => object>> = {
  Pod: () => ({ apiVersion: "v1", spec: podSpec(true) }),
  ReplicationController: () => ({ apiVersion: "v1", spec: { selector: labels, template: template(true) } }),
  Deployment: () => ({
    apiVersion: "apps/v1",
    spec: {
      replicas: 1,
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: labels },
      template: template(true),
    },
  }),
  StatefulSet: () => ({
    apiVersion: "apps/v1",
    spec: { serviceName: "app", revisionHistoryLimit: 5, selector: { matchLabels: labels }, template: template(true) },
  }),
  DaemonSet: () => ({
    apiVersion: "apps/v1",
    spec: { revisionHistoryLimit: 5, selector: { matchLabels: labels }, template: template(true) },
  }),
  ReplicaSet: () => ({ apiVersion: "apps/v1", spec: { selector: { matchLabels: labels }, template: template(true) } }),
  Job: () => ({ apiVersion: "batch/v1", spec: jobSpec() }),
  CronJob: () => ({
    apiVersion: "batch/v1",
    spec: {
      schedule: "0 3 * * *",
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: jobSpec() },
    },
  }),
};

/** The kinds of objects with pods. */
export const workloadKinds = Object.keys(compliant);

/** A compliant object of a kind with pods, changed. Everything in it is the caller's own. */
export function given(kind: string, change: (object: any) => void = () => undefined): KubernetesObject {
  const object = { kind, metadata: { name: "app", namespace }, ...compliant[kind]() };
  change(object);
  return object as unknown as KubernetesObject;
}

/** The pod specification inside of an object of any kind with pods. */
export function podOf(object: any): any {
  if (object.kind === "Pod") return object.spec;
  return (object.kind === "CronJob" ? object.spec.jobTemplate.spec : object.spec).template.spec;
}

/** An object of any kind, in the namespace of the given ones. */
export function object(apiVersion: string, kind: string, fields: object, metadata: object = {}): KubernetesObject {
  return { apiVersion, kind, metadata: { name: "app", namespace, ...metadata }, ...fields };
}

/** Where an object breaks a rule. */
export function violations(
  rule: ObjectRule,
  examined: KubernetesObject,
  parameters: Partial<PolicyParameters> = {},
): readonly Violation[] {
  const policy = { parameters: { ...defaultParameters, ...parameters }, exceptions: [] };
  return new ExaminedObject(examined, policy).violations(rule);
}
