import { kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

/** Subjects that stand for whoever reaches the API server, or whoever has any account there. */
const everybody =
  "object.?subjects.orValue([]).map(subject, subject.name).filter(name, " +
  "name in ['system:anonymous', 'system:unauthenticated', 'system:authenticated'])";

export const rbacAnonymous: ObjectRule = {
  id: "rbac-anonymous",
  title: "Rights are not granted to everybody",
  checklist: "rbac",
  severity: "critical",
  frameworks: [kubescape("C-0262")],
  target: objects("RoleBinding", "ClusterRoleBinding"),
  field: "subjects",
  valid: `size(${everybody}) == 0`,
  problem: `${everybody}.join(' and ') + ' is everybody who reaches the API server or has any account'`,
  remedy: "Bind named groups, users or ServiceAccounts.",
};
