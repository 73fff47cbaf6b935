import type { KubernetesObject } from "../../policies/kubernetesObject";

const name = "posture-check";
const labels = { app: name };

/** A tag and digest that are never pulled: the objects are not stored. */
const image = (registry: string) => `${registry.replace(/\/?$/, "/")}${name}:1@sha256:${"0".repeat(64)}`;

/**
 * A Deployment that keeps every rule, so that a refusal of its like with one fault is for that fault.
 *
 * @param registry Prefix of an allowed image.
 */
export function compliantDeployment(namespace: string, registry: string): KubernetesObject {
  return deployment(namespace, registry, true);
}

/** The same Deployment with a writable root file system, which Pod Security allows and our policies refuse. */
export function writableDeployment(namespace: string, registry: string): KubernetesObject {
  return deployment(namespace, registry, false);
}

/** A pod that Pod Security's weakest profile refuses. */
export function privilegedPod(namespace: string, registry: string): KubernetesObject {
  const container = { name, image: image(registry), securityContext: { privileged: true } };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels }, spec: { containers: [container] } };
}

function deployment(namespace: string, registry: string, readOnlyRootFilesystem: boolean): KubernetesObject {
  const probe = { httpGet: { path: "/health", port: "http" }, periodSeconds: 10, timeoutSeconds: 5 };
  const container = {
    name,
    image: image(registry),
    ports: [{ name: "http", containerPort: 8080 }],
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "10m", memory: "16Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem,
      capabilities: { drop: ["ALL"] },
    },
    startupProbe: probe,
    readinessProbe: probe,
    livenessProbe: probe,
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 1,
      progressDeadlineSeconds: 60,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65534,
            runAsGroup: 65534,
            fsGroup: 65534,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [container],
        },
      },
    },
  };
}
