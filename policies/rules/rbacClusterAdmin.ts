import { cis, kubeLinter, kubescape } from "../frameworks";
import { quoted, type ObjectRule } from "../rule";
import { objects } from "../targets";

export const rbacClusterAdmin: ObjectRule = {
  id: "rbac-cluster-admin",
  title: "Nobody is bound to cluster-admin",
  checklist: "rbac",
  severity: "critical",
  frameworks: [kubescape("C-0035"), cis("5.1.1"), kubeLinter("cluster-admin-role-binding")],
  target: objects("RoleBinding", "ClusterRoleBinding"),
  field: "roleRef.name",
  valid: "object.roleRef.kind != 'ClusterRole' || object.roleRef.name != 'cluster-admin'",
  problem: quoted("the subjects may do everything"),
  remedy: "Bind a Role that lists what they need.",
};
