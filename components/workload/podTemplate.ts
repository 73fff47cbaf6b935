import { createHash } from "node:crypto";
import type { input } from "@pulumi/kubernetes/types";
import type { EnvironmentVariable, Mount, PodArgs, Probe, WorkloadArgs } from "./args";

/** The labels of every object of an application; `app` is what the runbook's commands select by. */
export function labelsOf(application: string): Record<string, string> {
  return {
    app: application,
    "app.kubernetes.io/name": application,
    "app.kubernetes.io/part-of": "agentic-research-engine",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** A short checksum of a text, for pod annotations and triggers. */
export function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** The pod of a workload: hardened like every pod, with three probes, and spread where there are several. */
export function podTemplate(args: WorkloadArgs): input.core.v1.PodTemplateSpec {
  const annotations = Object.entries(args.configuration).map(([kind, text]) => [`checksum/${kind}`, checksum(text)]);
  return {
    metadata: {
      labels: labelsOf(args.application),
      annotations: Object.fromEntries(annotations) as Record<string, string>,
    },
    spec: {
      ...hardenedPod(args, {
        ports: args.ports.map(({ name, port }) => ({ name, containerPort: port, protocol: "TCP" })),
        startupProbe: probe(args.startup),
        readinessProbe: probe(args.readiness),
        livenessProbe: probe(args.liveness),
        ...(args.drainSeconds ? { lifecycle: { preStop: { sleep: { seconds: args.drainSeconds } } } } : {}),
        ...(args.stopCommand ? { lifecycle: { preStop: { exec: { command: [...args.stopCommand] } } } } : {}),
      }),
      terminationGracePeriodSeconds: args.terminationGraceSeconds + (args.drainSeconds ?? 0),
      ...(args.replicas.maximum > 1 ? { topologySpreadConstraints: spread(args) } : {}),
    },
  };
}

/** The pod of a Job: hardened like every pod, and ended by its own exit code. */
export function jobPodTemplate(args: PodArgs): input.core.v1.PodTemplateSpec {
  return {
    metadata: { labels: labelsOf(args.application) },
    spec: {
      ...hardenedPod(args, {
        // What a run that died early has left of itself shows where a run's own summary would.
        terminationMessagePolicy: "FallbackToLogsOnError",
      }),
      restartPolicy: "Never",
    },
  };
}

/**
 * A pod of one container: Pod Security `restricted`, read-only root file system, requests and limits, whatever the
 * arguments; no API token, unless the application is declared as a client of the API.
 *
 * @param own What only this kind of pod's container has.
 */
function hardenedPod(args: PodArgs, own: Partial<input.core.v1.Container>): input.core.v1.PodSpec {
  return {
    serviceAccountName: args.application,
    automountServiceAccountToken: args.apiClient ?? false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: args.terminationGraceSeconds,
    ...(args.pullSecret ? { imagePullSecrets: [{ name: args.pullSecret }] } : {}),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: args.uid,
      runAsGroup: args.gid,
      fsGroup: args.gid,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container(args, own)],
    volumes: args.mounts.map(volume),
  };
}

function container(args: PodArgs, own: Partial<input.core.v1.Container>): input.core.v1.Container {
  const { resources } = args;
  return {
    name: args.application,
    image: args.image,
    imagePullPolicy: "IfNotPresent",
    ...(args.command ? { command: [...args.command] } : {}),
    ...(args.args ? { args: [...args.args] } : {}),
    env: args.environment.map(variable),
    resources: {
      requests: { cpu: resources.cpuRequest, memory: resources.memoryRequest },
      limits: { cpu: resources.cpuLimit, memory: resources.memoryLimit },
    },
    ...own,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: args.mounts.map(({ name, path, configMap, secret }) => ({
      name,
      mountPath: path,
      ...((configMap ?? secret) ? { readOnly: true } : {}),
    })),
  };
}

function variable({ name, value, secretName, secretKey }: EnvironmentVariable): input.core.v1.EnvVar {
  if (secretName && secretKey) return { name, valueFrom: { secretKeyRef: { name: secretName, key: secretKey } } };
  return { name, value: value ?? "" };
}

function volume({ name, claim, configMap, secret, optional, emptyDirSize, inMemory }: Mount): input.core.v1.Volume {
  if (claim) return { name, persistentVolumeClaim: { claimName: claim } };
  if (configMap) return { name, configMap: { name: configMap, defaultMode: 0o555 } };
  if (secret) return { name, secret: { secretName: secret, defaultMode: 0o440, ...(optional ? { optional } : {}) } };
  return { name, emptyDir: { sizeLimit: emptyDirSize, ...(inMemory ? { medium: "Memory" } : {}) } };
}

function probe({ httpPath, port, command, ...timing }: Probe): input.core.v1.Probe {
  return {
    ...timing,
    ...(command ? { exec: { command: [...command] } } : { httpGet: { path: httpPath, port: port ?? "http" } }),
  };
}

/** Zones first, as demanded; nodes as far as possible. Each revision is spread by itself. */
function spread({ application, zones }: WorkloadArgs): input.core.v1.TopologySpreadConstraint[] {
  const revision = {
    labelSelector: { matchLabels: { app: application } },
    matchLabelKeys: ["pod-template-hash"],
    maxSkew: 1,
  };
  return [
    {
      ...revision,
      topologyKey: "topology.kubernetes.io/zone",
      ...(zones > 1
        ? { whenUnsatisfiable: "DoNotSchedule", minDomains: zones }
        : { whenUnsatisfiable: "ScheduleAnyway" }),
    },
    { ...revision, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
  ];
}
