import { Deployment, StatefulSet } from "@pulumi/kubernetes/apps/v1";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import type { WorkloadArgs } from "./args";
import { isAutoscaled, isSingleton, maxSurge } from "./footprint";
import { labelsOf, podTemplate } from "./podTemplate";

/**
 * A long-running application of the namespace: a Deployment (or StatefulSet) of hardened pods, its Service and
 * ServiceAccount and, where it has two replicas or more, its PodDisruptionBudget and autoscaler.
 */
export class Workload extends ComponentResource {
  /** The Deployment or StatefulSet, for what must not wait for pods before there are any. */
  readonly pods: Resource;

  constructor(name: string, args: WorkloadArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:workload:Workload", name, {}, opts);
    const { application, replicas } = args;
    const child = { parent: this };
    const selector = { app: application };
    const metadata = { name: application, namespace: args.namespace, labels: labelsOf(application) };
    const autoscaled = isAutoscaled(args);

    const account = new ServiceAccount(`${name}-account`, { metadata, automountServiceAccountToken: false }, child);
    const spec = {
      selector: { matchLabels: selector },
      template: podTemplate(args),
      revisionHistoryLimit: 5,
      // The autoscaler owns the number of replicas where there is one.
      ...(autoscaled ? {} : { replicas: replicas.minimum }),
    };
    const run = { parent: this, dependsOn: [account] };
    const strategy = isSingleton(args)
      ? { type: "Recreate" }
      : { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable: 0 } };
    this.pods = args.stateful
      ? new StatefulSet(
          `${name}-statefulset`,
          { metadata, spec: { ...spec, serviceName: application } },
          { ...run, protect: args.protect },
        )
      : new Deployment(
          `${name}-deployment`,
          { metadata, spec: { ...spec, strategy, progressDeadlineSeconds: 600 } },
          run,
        );
    new Service(
      `${name}-service`,
      {
        metadata,
        spec: {
          type: "ClusterIP",
          selector,
          ports: args.ports.map(({ name: port, port: number }) => ({
            name: port,
            port: number,
            targetPort: port,
            protocol: "TCP",
          })),
        },
      },
      // The engine does only so much at once: Services that wait for pods would keep their pods from being made.
      { parent: this, dependsOn: [this.pods] },
    );

    if (replicas.minimum > 1) {
      new PodDisruptionBudget(
        `${name}-budget`,
        {
          metadata,
          spec: { maxUnavailable: 1, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy: "AlwaysAllow" },
        },
        child,
      );
    }
    if (autoscaled) {
      new HorizontalPodAutoscaler(
        `${name}-autoscaler`,
        {
          metadata: { ...metadata, name: `${application}-hpa` },
          spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: application },
            minReplicas: replicas.minimum,
            maxReplicas: replicas.maximum,
            metrics: [
              ...utilization("cpu", replicas.cpuUtilization),
              ...utilization("memory", replicas.memoryUtilization),
            ],
          },
        },
        child,
      );
    }
    this.registerOutputs({});
  }
}

function utilization(name: string, average: number | undefined) {
  if (average === undefined) return [];
  return [{ type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization: average } } }];
}
