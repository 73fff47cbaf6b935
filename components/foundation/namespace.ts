import { LimitRange, Namespace as KubernetesNamespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { containerDefaults, quotaFor, type QuotaDemand } from "./quota";

/** A namespace and its bounds. */
export interface NamespaceArgs {
  readonly namespace: string;
  /** Version of the Pod Security Standard `restricted`: "latest" or a minor version such as "v1.36". */
  readonly podSecurityVersion: string;
  /** What the quota must hold. */
  readonly demand: QuotaDemand;
  /** CPU limit that no container may exceed. */
  readonly maximumCpu: string;
  /** Memory limit that no container may exceed. */
  readonly maximumMemory: string;
  /** Leave the namespace, and with it the retained claims, when the stack is destroyed. */
  readonly retain: boolean;
}

/** The namespace with Pod Security `restricted` enforced, a quota computed from its workloads, and container limits. */
export class Namespace extends ComponentResource {
  constructor(name: string, args: NamespaceArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:foundation:Namespace", name, {}, opts);
    const { namespace } = args;
    const object = new KubernetesNamespace(
      `${name}-object`,
      { metadata: { name: namespace, labels: podSecurity(args.podSecurityVersion) } },
      { parent: this, protect: args.retain, retainOnDelete: args.retain },
    );
    const inside = { parent: this, dependsOn: [object] };
    new ResourceQuota(
      `${name}-quota`,
      { metadata: { name: "pilot-resource-quota", namespace }, spec: { hard: quotaFor(args.demand) } },
      inside,
    );
    new LimitRange(
      `${name}-limits`,
      {
        metadata: { name: "pilot-limit-range", namespace },
        spec: {
          limits: [
            {
              type: "Container",
              defaultRequest: containerDefaults.requests,
              default: containerDefaults.limits,
              max: { cpu: args.maximumCpu, memory: args.maximumMemory },
            },
          ],
        },
      },
      inside,
    );
    this.registerOutputs({});
  }
}

function podSecurity(version: string): Record<string, string> {
  const modes = ["enforce", "warn", "audit"].map((mode) => `pod-security.kubernetes.io/${mode}`);
  return Object.fromEntries(
    modes.flatMap((mode) => [
      [mode, "restricted"],
      [`${mode}-version`, version],
    ]),
  );
}
