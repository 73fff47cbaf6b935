import { cis, kubescape } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import { namespaceNameLabel } from "../network/networkPolicy";
import type { Finding, StackRule } from "../rule";
import { type LabelSelector, selects, type StackObjects } from "../stackObjects";

interface BindingSpec {
  readonly policyName?: string;
  readonly validationActions?: readonly string[];
  readonly matchResources?: { readonly namespaceSelector?: LabelSelector };
}

interface PolicySpec {
  readonly matchConstraints?: { readonly resourceRules?: readonly { readonly resources?: readonly string[] }[] };
}

export const admissionPolicies: StackRule = {
  id: "admission-policies",
  title: "The API server refuses in every namespace what the rules refuse",
  checklist: "admission-controllers",
  severity: "high",
  frameworks: [cis("5.2.1"), kubescape("C-0192")],
  remedy: "Add a ValidatingAdmissionPolicy about pods, and a binding with the action Deny that selects the namespace.",
  check: (stack) => [...stack.namespacesWithPods().values()].flatMap((object) => unguarded(object, stack)),
};

function unguarded(namespace: KubernetesObject, stack: StackObjects): readonly Finding[] {
  // Without the namespace's object it is made, and guarded, by somebody else.
  if (namespace.kind !== "Namespace") return [];
  const labels = { ...namespace.metadata.labels, [namespaceNameLabel]: namespace.metadata.name ?? "" };
  const bindings = stack.ofKind("ValidatingAdmissionPolicyBinding").filter((binding) => {
    const { validationActions, matchResources } = specOf(binding);
    return validationActions?.includes("Deny") && selects(matchResources?.namespaceSelector ?? {}, labels);
  });
  const policy = (binding: KubernetesObject) =>
    stack.find("ValidatingAdmissionPolicy", "", specOf(binding).policyName ?? "");
  const dangling = bindings
    .filter((binding) => !policy(binding))
    .map((object) => ({
      object,
      field: "spec.policyName",
      problem: `there is no ValidatingAdmissionPolicy ${specOf(object).policyName ?? ""} in the stack`,
    }));
  return bindings.some((binding) => isAboutPods(policy(binding)))
    ? dangling
    : [{ object: namespace, field: "metadata.name", problem: "no admission policy refuses its pods" }, ...dangling];
}

const specOf = (binding: KubernetesObject) => (binding.spec ?? {}) as BindingSpec;

function isAboutPods(policy: KubernetesObject | undefined): boolean {
  const { matchConstraints } = (policy?.spec ?? {}) as PolicySpec;
  const resources = (matchConstraints?.resourceRules ?? []).flatMap((rule) => rule.resources ?? []);
  return resources.includes("pods") || resources.includes("*");
}
