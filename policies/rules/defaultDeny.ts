import { cis, kubeLinter, kubescape, nsa } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import { directionsOf, selectsAll, specOf } from "../network/networkPolicy";
import type { StackRule } from "../rule";

export const defaultDeny: StackRule = {
  id: "default-deny",
  title: "Every namespace that has pods denies what no policy allows",
  checklist: "network-policies",
  severity: "critical",
  frameworks: [
    cis("5.3.2"),
    kubescape("C-0260"),
    nsa("Network separation and hardening"),
    kubeLinter("non-isolated-pod"),
  ],
  remedy:
    "Add a NetworkPolicy with an empty podSelector, the policyTypes Ingress and Egress, and neither ingress nor egress rules.",
  check: (stack) => {
    const denying = stack.ofKind("NetworkPolicy").filter(deniesAll);
    return [...stack.namespacesWithPods()]
      .filter(([namespace]) => !denying.some(({ metadata }) => (metadata.namespace ?? "") === namespace))
      .map(([namespace, object]) => ({
        object,
        field: "metadata.name",
        problem: `the pods of namespace ${namespace} may open and accept every connection that no policy is about`,
      }));
  },
};

function deniesAll(policy: KubernetesObject): boolean {
  const spec = specOf(policy);
  const rules = [...(spec.ingress ?? []), ...(spec.egress ?? [])];
  return selectsAll(spec.podSelector) && directionsOf(spec).length === 2 && rules.length === 0;
}
