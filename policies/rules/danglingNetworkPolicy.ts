import { kubeLinter } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import { selectsAll, specOf } from "../network/networkPolicy";
import type { Finding, StackRule } from "../rule";
import type { LabelSelector, StackObjects } from "../stackObjects";

export const danglingNetworkPolicy: StackRule = {
  id: "dangling-network-policy",
  title: "Every NetworkPolicy is about pods of the stack",
  checklist: "network-policies",
  severity: "medium",
  frameworks: [kubeLinter("dangling-networkpolicy"), kubeLinter("dangling-networkpolicypeer-podselector")],
  remedy: "Make the selector that of a pod template of the namespace, or remove what nobody needs.",
  check: (stack) => stack.ofKind("NetworkPolicy").flatMap((policy) => dangling(policy, stack)),
};

function dangling(policy: KubernetesObject, stack: StackObjects): Finding[] {
  return selectorsOf(policy)
    .filter(
      ({ selector }) => !selectsAll(selector) && stack.selected(policy.metadata.namespace ?? "", selector).length === 0,
    )
    .map(({ field }) => ({ object: policy, field, problem: "the selector selects no pod of the stack" }));
}

/** The selectors of pods of the policy's own namespace. */
function selectorsOf(policy: KubernetesObject): readonly { field: string; selector: LabelSelector }[] {
  const { podSelector, ingress, egress } = specOf(policy);
  const rules = [
    ...(ingress ?? []).map(({ from }, index) => ({ field: `spec.ingress[${index}].from`, peers: from ?? [] })),
    ...(egress ?? []).map(({ to }, index) => ({ field: `spec.egress[${index}].to`, peers: to ?? [] })),
  ];
  return [
    { field: "spec.podSelector", selector: podSelector ?? {} },
    ...rules.flatMap(({ field, peers }) =>
      peers.flatMap((peer, index) =>
        peer.podSelector && !peer.namespaceSelector
          ? [{ field: `${field}[${index}].podSelector`, selector: peer.podSelector }]
          : [],
      ),
    ),
  ];
}
