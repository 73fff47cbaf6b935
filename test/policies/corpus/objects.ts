import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { given, object } from "../given";
import { innocentAnnotations, innocentFiles, secretAnnotations, secretFiles } from "./texts";

/** An object with one thing wrong. */
export interface ObjectBreakage {
  readonly what: string;
  /** Id of the one rule that reports it. */
  readonly rule: string;
  readonly object: KubernetesObject;
}

const rbac = "rbac.authorization.k8s.io";

export const role = (...rules: object[]) => object(`${rbac}/v1`, "Role", { rules });

/** A binding of a Role to one subject, changed. */
export const roleBinding = (fields: object) =>
  object(`${rbac}/v1`, "RoleBinding", {
    roleRef: { apiGroup: rbac, kind: "Role", name: "app" },
    subjects: [{ apiGroup: rbac, kind: "Group", name: "operators" }],
    ...fields,
  });

export const service = (spec: object) => object("v1", "Service", { spec: { ports: [{ port: 80 }], ...spec } });

const backend = { service: { name: "app", port: { number: 80 } } };
const http = { paths: [{ path: "/", pathType: "Prefix", backend }] };

/** A rule of an Ingress for a host; without one, for every host. */
export const rule = (host?: string) => ({ http, ...(host === undefined ? {} : { host }) });

export const ingress = (spec: object) => object("networking.k8s.io/v1", "Ingress", { spec });

export const configMap = (data: object) => object("v1", "ConfigMap", { data });

export const serviceAccount = (fields: object, name = "app") => object("v1", "ServiceAccount", fields, { name });

const read = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const certified = (...hosts: string[]) => ({ hosts, secretName: "certificate" });

const breakages = (rule: string, objects: Readonly<Record<string, KubernetesObject>>): ObjectBreakage[] =>
  Object.entries(objects).map(([what, broken]) => ({ what, rule, object: broken }));

/** A workload whose specification (of a CronJob's Jobs: `of` them) has other fields; undefined takes one away. */
const withSpec = (kind: string, fields: object) => given(kind, ({ spec }) => Object.assign(spec, fields));
const withJobSpec = (fields: object) => given("CronJob", ({ spec }) => Object.assign(spec.jobTemplate.spec, fields));

const annotated = (kind: string, where: (broken: any) => any) =>
  given(kind, (broken) => {
    where(broken).annotations = { "example.com/password": "hunter2" };
  });

/** Every way to break one rule about an object that is not about its pods. */
export const objectBreakages: readonly ObjectBreakage[] = [
  ...breakages(
    "secret-in-config-map",
    Object.fromEntries(Object.entries(secretFiles).map(([what, data]) => [what, configMap(data)])),
  ),
  ...breakages(
    "secret-in-annotation",
    Object.fromEntries(
      Object.entries(secretAnnotations).map(([what, annotations]) => [
        `${what} in an annotation`,
        object("v1", "ConfigMap", {}, { annotations }),
      ]),
    ),
  ),
  ...breakages("secret-in-annotation", {
    "a password in an annotation of a Role": object(
      `${rbac}/v1`,
      "Role",
      { rules: [read] },
      { annotations: { "example.com/password": "hunter2" } },
    ),
    "a password in an annotation of a Service": object(
      "v1",
      "Service",
      { spec: { ports: [{ port: 80 }] } },
      { annotations: { "example.com/password": "hunter2" } },
    ),
    "a password in an annotation of a Deployment": annotated("Deployment", ({ metadata }) => metadata),
    "a password in an annotation of a pod template": annotated("StatefulSet", ({ spec }) => spec.template.metadata),
    "a password in an annotation of a CronJob's Job": annotated(
      "CronJob",
      ({ spec }) => (spec.jobTemplate.metadata = {}),
    ),
    "a password in an annotation of a CronJob's pod": annotated(
      "CronJob",
      ({ spec }) => spec.jobTemplate.spec.template.metadata,
    ),
  }),
  ...breakages("rbac-wildcards", {
    "every API group": role({ ...read, apiGroups: ["*"] }),
    "every resource of a group": role({ apiGroups: ["apps"], resources: ["*"], verbs: ["get"] }),
    "a subresource of every resource": role({ apiGroups: ["apps"], resources: ["*/scale"], verbs: ["get"] }),
    "every verb": role(read, { ...read, verbs: ["*"] }),
  }),
  ...breakages("rbac-escalation", {
    "the verb escalate": role({ apiGroups: [rbac], resources: ["roles"], verbs: ["escalate"] }),
    "the verb bind": role({ apiGroups: [rbac], resources: ["roles"], verbs: ["get", "bind"] }),
    "the verb impersonate": role({ apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] }),
    "tokens of ServiceAccounts": role({ apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] }),
  }),
  ...breakages("rbac-cluster-admin", {
    "cluster-admin in the namespace": roleBinding({
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
    }),
  }),
  ...breakages(
    "rbac-anonymous",
    Object.fromEntries(
      [
        { kind: "User", name: "system:anonymous" },
        { kind: "Group", name: "system:unauthenticated" },
        { kind: "Group", name: "system:authenticated" },
      ].map((subject) => [`a binding of ${subject.name}`, roleBinding({ subjects: [{ apiGroup: rbac, ...subject }] })]),
    ),
  ),
  ...breakages("rbac-secrets", {
    "list on Secrets": role({ ...read, resources: ["secrets"], verbs: ["list"] }),
    "watch on Secrets": role({ ...read, resources: ["pods", "secrets"], verbs: ["watch"] }),
    "deletecollection on Secrets": role({ ...read, resources: ["secrets"], verbs: ["deletecollection"] }),
    "get on Secrets without names": role({ ...read, resources: ["secrets"] }),
    "list on Secrets with names": role({
      ...read,
      resources: ["secrets"],
      resourceNames: ["application-secrets"],
      verbs: ["list"],
    }),
  }),
  ...breakages("service-exposure", {
    "a NodePort": service({ type: "NodePort" }),
    "a LoadBalancer": service({ type: "LoadBalancer" }),
    "external addresses": service({ externalIPs: ["192.0.2.10"] }),
  }),
  ...breakages("ingress-tls", {
    "no TLS": ingress({ rules: [rule("a.example.com")] }),
    "a host without a certificate": ingress({
      rules: [rule("a.example.com"), rule("b.example.com")],
      tls: [certified("a.example.com")],
    }),
    "TLS without a Secret": ingress({ rules: [rule("a.example.com")], tls: [{ hosts: ["a.example.com"] }] }),
    "TLS without hosts": ingress({ rules: [rule("a.example.com")], tls: [certified()] }),
    "a wildcard certificate for the host below": ingress({
      rules: [rule("b.a.example.com")],
      tls: [certified("*.example.com")],
    }),
    "a wildcard certificate for the domain itself": ingress({
      rules: [rule("example.com")],
      tls: [certified("*.example.com")],
    }),
    "every host without TLS": ingress({ rules: [rule()] }),
    "a default backend without TLS": ingress({ defaultBackend: backend }),
  }),
  ...breakages("job-limits", {
    "a Job without a deadline": withSpec("Job", { activeDeadlineSeconds: undefined }),
    "a Job that may run for two days": withSpec("Job", { activeDeadlineSeconds: 172800 }),
    "a Job without a limit of retries": withSpec("Job", { backoffLimit: undefined }),
    "a Job with many retries": withSpec("Job", { backoffLimit: 4 }),
    "a Job that is not cleaned up": withSpec("Job", { ttlSecondsAfterFinished: undefined }),
    "a Job that is cleaned up late": withSpec("Job", { ttlSecondsAfterFinished: 604801 }),
    "a CronJob whose Jobs have no deadline": withJobSpec({ activeDeadlineSeconds: undefined }),
    "a CronJob whose Jobs have many retries": withJobSpec({ backoffLimit: 6 }),
    "a CronJob whose Jobs are not cleaned up": withJobSpec({ ttlSecondsAfterFinished: undefined }),
  }),
  ...breakages("cronjob-limits", {
    "a CronJob that may overlap": withSpec("CronJob", { concurrencyPolicy: "Allow" }),
    "a CronJob without a concurrency policy": withSpec("CronJob", { concurrencyPolicy: undefined }),
    "a CronJob that keeps many Jobs": withSpec("CronJob", { successfulJobsHistoryLimit: 4 }),
    "a CronJob that keeps many failed Jobs": withSpec("CronJob", { failedJobsHistoryLimit: 6 }),
    "a CronJob that keeps no failed Job": withSpec("CronJob", { failedJobsHistoryLimit: 0 }),
  }),
  ...breakages("rollout-limits", {
    "a Deployment without a limit of revisions": withSpec("Deployment", { revisionHistoryLimit: undefined }),
    "a StatefulSet with many revisions": withSpec("StatefulSet", { revisionHistoryLimit: 10 }),
    "a DaemonSet with many revisions": withSpec("DaemonSet", { revisionHistoryLimit: 6 }),
    "a Deployment that cannot go back": withSpec("Deployment", { revisionHistoryLimit: 0 }),
    "a rollout that fails late": withSpec("Deployment", { progressDeadlineSeconds: 901 }),
  }),
  ...breakages("service-account-automount", {
    "a token for every pod": serviceAccount({ automountServiceAccountToken: true }),
    "a token for every pod by default": serviceAccount({}),
  }),
];

/** Objects that keep every rule, among them what looks like a violation at first sight. */
export const compliantObjects: readonly KubernetesObject[] = [
  ...Object.values(innocentFiles).map(configMap),
  object("v1", "ConfigMap", {}),
  object("v1", "ConfigMap", { binaryData: { logo: "iVBORw0KGgo=" } }),
  ...innocentAnnotations.map((annotations) => object("v1", "ConfigMap", {}, { annotations })),
  role(read, { apiGroups: ["apps"], resources: ["deployments", "deployments/scale"], verbs: ["get", "patch"] }),
  role({ ...read, resources: ["secrets"], verbs: ["create"] }),
  role({ ...read, resources: ["secrets"], resourceNames: ["application-secrets"], verbs: ["get", "patch", "delete"] }),
  role({ apiGroups: ["example.com"], resources: ["secrets"], verbs: ["list"] }),
  role(),
  roleBinding({}),
  roleBinding({ roleRef: { apiGroup: rbac, kind: "Role", name: "cluster-admin" } }),
  roleBinding({ roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "view" } }),
  roleBinding({ subjects: [{ kind: "ServiceAccount", name: "app", namespace: "other" }] }),
  service({}),
  service({ type: "ClusterIP", clusterIP: "None" }),
  service({ type: "ExternalName", externalName: "db.example.com" }),
  ingress({ rules: [rule("a.example.com")], tls: [certified("a.example.com")] }),
  ingress({ rules: [rule("a.example.com")], tls: [certified("b.example.com"), certified("*.example.com")] }),
  ingress({ rules: [rule("*.example.com")], tls: [certified("*.example.com")] }),
  ingress({ rules: [rule()], defaultBackend: backend, tls: [certified("a.example.com")] }),
  withSpec("Job", { backoffLimit: 0, ttlSecondsAfterFinished: 0, activeDeadlineSeconds: 86400 }),
  withSpec("CronJob", { concurrencyPolicy: "Replace", successfulJobsHistoryLimit: undefined }),
  withSpec("CronJob", { successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: undefined }),
  withSpec("Deployment", { progressDeadlineSeconds: undefined }),
  serviceAccount({ automountServiceAccountToken: false }),
  serviceAccount({}, "default"),
];
