import { secret } from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Namespace, Secret, Service } from "@pulumi/kubernetes/core/v1";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1";

/** What differs from one run of the small stack to the next. */
export interface Variant extends Shape {
  /** Annotations of the ConfigMap. */
  notes?: Record<string, string>;
  priority?: number;
  /** More keys of the Secret. */
  login?: Record<string, string>;
}

export interface Shape {
  replicas?: number;
  app?: string;
  cpu?: string;
  /** Annotations of the Deployment. */
  annotations?: Record<string, string>;
}

/** A namespace with a Secret, a ConfigMap of a chosen name, a Deployment and its Service; and a PriorityClass. */
export function smallStack(namespace: string, password: string, variant: Variant): () => Promise<void> {
  const { app = "web", notes = { keep: "1" }, priority = 10, login = {} } = variant;
  return () => {
    const dependsOn = new Namespace("ns", { metadata: { name: namespace } });
    const stringData = { password: secret(password), ...login };
    new Secret("login", { metadata: { name: "login", namespace }, stringData }, { dependsOn });
    new ConfigMap("chosen-name", { metadata: { namespace, annotations: notes }, data: { a: "1" } }, { dependsOn });
    new PriorityClass("priority", { metadata: { name: namespace }, value: priority });
    new Deployment("web", deployment("web", namespace, { ...variant, app }), { dependsOn });
    const spec = { selector: { app }, ports: [{ port: 80 }] };
    new Service("web", { metadata: { name: "web", namespace }, spec }, { dependsOn });
    return Promise.resolve();
  };
}

export function deployment(
  name: string,
  namespace: string,
  { replicas = 1, app = name, cpu = "10m", annotations }: Shape = {},
) {
  const containers = [{ name: "main", image: "example", resources: { requests: { cpu } } }];
  return {
    metadata: { name, namespace, annotations },
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: { containers } },
    },
  };
}

export function claim(name: string, namespace: string, storage: string) {
  return {
    metadata: { name, namespace },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}
