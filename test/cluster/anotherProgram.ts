import { CustomResource } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { version } from "@pulumi/kubernetes/package.json";
import type { KubernetesObject } from "../../policies/kubernetesObject";
import { scansImagesAnnotation } from "../../policies/rules/imageScanCoverage";
import { given, object, podOf } from "../policies/given";
import { networkPolicy } from "../policies/givenStack";
import { role, service, serviceAccount } from "../policies/corpus/objects";

const alerts = { groups: [{ name: "down", rules: [{ alert: "Down", expr: 'up{job="app"} == 0' }] }] };

/** The objects of a program that keeps every rule; everything in them is the caller's own. */
const compliant = (): Record<string, KubernetesObject> => ({
  account: serviceAccount({ automountServiceAccountToken: false }),
  deployment: given("Deployment"),
  service: service({ selector: { app: "app" } }),
  role: role({ apiGroups: [""], resources: ["pods"], verbs: ["get"] }),
  rules: object("v1", "ConfigMap", { data: { "rules.yaml": `groups: ${JSON.stringify(alerts.groups)}` } }),
  scan: given("CronJob", (job) => {
    job.metadata.annotations = { [scansImagesAnnotation]: "true" };
    podOf(job).containers[0].args = [podOf(given("Deployment")).containers[0].image];
  }),
  deny: networkPolicy("default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
  quota: object("v1", "ResourceQuota", { spec: { hard: { pods: "20" } } }),
});

/** A program that keeps every rule, with one object changed, or left out where the change is undefined. */
export function program(name?: string, change?: (object: any) => void): PulumiFn {
  return () => {
    for (const [key, each] of Object.entries(compliant())) {
      if (key !== name) declare(key, each);
      else if (change !== undefined) {
        change(each);
        declare(key, each);
      }
    }
    return Promise.resolve();
  };
}

class DeclaredObject extends CustomResource {}

/** Declares an object as a resource of a name, as a class of the Kubernetes provider does; its values may be outputs. */
export function declare(name: string, each: KubernetesObject): CustomResource {
  const { apiVersion, kind } = each;
  const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
  return new DeclaredObject(type, name, each, { version });
}
