import { kubeLinter } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import type { Finding, StackRule } from "../rule";
import type { StackObjects } from "../stackObjects";

interface Binding extends KubernetesObject {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string; readonly namespace?: string }[] | null;
}

export const danglingRoleBinding: StackRule = {
  id: "dangling-role-binding",
  title: "Every RoleBinding binds a Role and ServiceAccounts of the stack",
  checklist: "rbac",
  severity: "high",
  frameworks: [kubeLinter("non-existent-service-account")],
  remedy: "Name one that the stack has: whoever makes the missing one later gets what is granted here.",
  check: (stack) => stack.ofKind("RoleBinding").flatMap((binding) => dangling(binding, stack)),
};

/** ClusterRoles, users and groups belong to the cluster, as do ServiceAccounts of namespaces that are not the stack's. */
function dangling(binding: Binding, stack: StackObjects): Finding[] {
  const own = binding.metadata.namespace ?? "";
  const { kind, name = "" } = binding.roleRef ?? {};
  const role =
    kind === "Role" && !stack.find("Role", own, name)
      ? [{ object: binding, field: "roleRef.name", problem: `there is no Role ${name} in the stack` }]
      : [];
  const namespaces = new Set([own, ...stack.ofKind("Namespace").map(({ metadata }) => metadata.name)]);
  const subjects = (binding.subjects ?? []).flatMap((subject, index) => {
    const { namespace = own, name: account = "" } = subject;
    const known = namespaces.has(namespace) && subject.kind === "ServiceAccount" && account !== "default";
    return !known || stack.find("ServiceAccount", namespace, account)
      ? []
      : [
          {
            object: binding,
            field: `subjects[${index}].name`,
            problem: `there is no ServiceAccount ${account} in the stack's namespace ${namespace}`,
          },
        ];
  });
  return [...role, ...subjects];
}
