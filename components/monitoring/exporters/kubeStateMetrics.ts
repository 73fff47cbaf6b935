import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { WorkloadArgs } from "../../workload/args";
import { labelsOf } from "../../workload/podTemplate";
import { Workload } from "../../workload/workload";
import { type ServerArgs, serverWorkload } from "../server";

const application = "kube-state-metrics";

/** The kinds whose state is exported, by API group. No Secrets and no ConfigMaps. */
const resources: Readonly<Record<string, readonly string[]>> = {
  "": ["persistentvolumeclaims", "pods", "resourcequotas"],
  apps: ["deployments", "statefulsets"],
  autoscaling: ["horizontalpodautoscalers"],
  batch: ["cronjobs", "jobs"],
  policy: ["poddisruptionbudgets"],
};

/** The pod of kube-state-metrics: a client of the API server, limited to its own namespace. */
export function kubeStateMetricsWorkload(args: ServerArgs): WorkloadArgs {
  const workload = serverWorkload(args, {
    application,
    args: [`--namespaces=${args.namespace}`, `--resources=${Object.values(resources).flat().join(",")}`],
    // Not /livez, which fails with the API server: a restart would not bring that back.
    alivePath: "/healthz",
    readyPath: "/readyz",
    readyPort: "telemetry",
  });
  return { ...workload, apiClient: true };
}

/** Metrics of the namespace's objects, read with a Role and not with a ClusterRole. */
export class KubeStateMetrics extends ComponentResource {
  constructor(name: string, args: ServerArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:monitoring:KubeStateMetrics", name, {}, opts);
    const { namespace } = args;
    const metadata = { name: application, namespace, labels: labelsOf(application) };
    const rules = Object.entries(resources).map(([group, kinds]) => ({
      apiGroups: [group],
      resources: [...kinds],
      verbs: ["list", "watch"],
    }));
    const role = new Role(`${name}-role`, { metadata, rules }, { parent: this });
    const binding = new RoleBinding(
      `${name}-binding`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: application },
        subjects: [{ kind: "ServiceAccount", name: application, namespace }],
      },
      { parent: this, dependsOn: [role] },
    );
    new Workload(`${name}-workload`, kubeStateMetricsWorkload(args), { parent: this, dependsOn: [binding] });
    this.registerOutputs({});
  }
}
