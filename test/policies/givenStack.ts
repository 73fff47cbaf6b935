import type { KubernetesObject } from "../../policies/kubernetesObject";
import { objectId } from "../../policies/kubernetesObject";
import type { StackRule } from "../../policies/rule";
import { type Declarations, StackObjects } from "../../policies/stackObjects";
import { given, object, podOf } from "./given";

/** What a rule finds among objects: the object, the field and the problem of each finding. */
export function found(
  rule: StackRule,
  objects: readonly KubernetesObject[],
  declarations: Declarations = {},
): [string, string, string][] {
  const stack = new StackObjects(
    objects.map((each) => ({ object: each })),
    declarations,
  );
  return rule.check(stack).map((finding) => [objectId(finding.object), finding.field, finding.problem]);
}

/** A compliant workload with a name of its own, which is also its label `app`. */
export function workload(
  kind: string,
  name: string,
  change: (object: any) => void = () => undefined,
): KubernetesObject {
  return given(kind, (each) => {
    each.metadata.name = name;
    if (kind === "Pod") each.metadata.labels = { app: name };
    else (kind === "CronJob" ? each.spec.jobTemplate.spec : each.spec).template.metadata = { labels: { app: name } };
    change(each);
  });
}

/** A Deployment whose only container has these ports. */
export function serving(name: string, ports: readonly object[]): KubernetesObject {
  return workload("Deployment", name, (each) => {
    podOf(each).containers[0].ports = ports;
  });
}

/** A Deployment with so many replicas. */
export function replicated(name: string, replicas: number): KubernetesObject {
  return workload("Deployment", name, (each) => {
    each.spec.replicas = replicas;
  });
}

/** An autoscaler of a Deployment. */
export function autoscaler(target: string, spec: object): KubernetesObject {
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: target };
  return object("autoscaling/v2", "HorizontalPodAutoscaler", { spec: { scaleTargetRef, ...spec } }, { name: target });
}

/** A NetworkPolicy. */
export function networkPolicy(name: string, spec: object): KubernetesObject {
  return object("networking.k8s.io/v1", "NetworkPolicy", { spec }, { name });
}

/** The object of a namespace. */
export function namespaceObject(name: string, labels: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}
