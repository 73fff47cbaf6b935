import { expect } from "chai";
import { rbacClusterAdmin as rule } from "../../../policies/rules/rbacClusterAdmin";
import { roleBinding } from "../corpus/objects";
import { object, violations } from "../given";

const roleRef = (kind: string, name: string) => ({
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
});

describe("policy rbac-cluster-admin", () => {
  it("is kept by bindings of other Roles, and of a Role that has the name", () => {
    for (const kept of [
      roleBinding({}),
      roleBinding(roleRef("ClusterRole", "view")),
      roleBinding(roleRef("Role", "cluster-admin")),
    ]) {
      expect(violations(rule, kept)).to.have.length(0);
    }
  });

  it("is broken in a namespace and in the whole cluster, also without subjects", () => {
    const fields = roleRef("ClusterRole", "cluster-admin");
    for (const broken of [
      roleBinding(fields),
      roleBinding({ ...fields, subjects: null }),
      object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", fields, { namespace: undefined }),
    ]) {
      expect(violations(rule, broken).map(({ message }) => message)).to.deep.equal([
        "rbac-cluster-admin: roleRef.name: the subjects may do everything. Bind a Role that lists what they need.",
      ]);
    }
  });
});
