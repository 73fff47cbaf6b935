import { kubeLinter } from "../frameworks";
import { replicatedWorkloads } from "../replicas";
import type { StackRule } from "../rule";

export const replicaSpread: StackRule = {
  id: "replica-spread",
  title: "Two or more replicas are spread over nodes",
  checklist: "operations",
  severity: "low",
  frameworks: [kubeLinter("no-anti-affinity")],
  remedy: "Add topologySpreadConstraints or a podAntiAffinity, so that the loss of a node does not take all replicas.",
  check: (stack) =>
    replicatedWorkloads(stack)
      .filter(
        ({ spec }) =>
          (spec.topologySpreadConstraints ?? []).length === 0 &&
          Object.values(spec.affinity?.podAntiAffinity ?? {}).flat().length === 0,
      )
      .map(({ object }) => ({
        object,
        field: "spec.template.spec.topologySpreadConstraints",
        problem: "all replicas may run on one node",
      })),
};
