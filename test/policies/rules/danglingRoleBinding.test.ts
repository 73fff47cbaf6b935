import { expect } from "chai";
import { danglingRoleBinding as rule } from "../../../policies/rules/danglingRoleBinding";
import { object } from "../given";
import { found, namespaceObject } from "../givenStack";

const rbac = "rbac.authorization.k8s.io/v1";
const binding = (roleRef: object, subjects?: object[]) => object(rbac, "RoleBinding", { roleRef, subjects });
const role = object(rbac, "Role", {}, { name: "reader" });
const account = object("v1", "ServiceAccount", {}, { name: "app" });
const reader = { kind: "Role", name: "reader" };

describe("policy dangling-role-binding", () => {
  it("is kept by a Role and ServiceAccounts that exist", () => {
    const subjects = [
      { kind: "ServiceAccount", name: "app" },
      { kind: "ServiceAccount", name: "app", namespace: "checked" },
      { kind: "ServiceAccount", name: "default" },
    ];
    expect(found(rule, [role, account, binding(reader, subjects)])).to.have.length(0);
    expect(found(rule, [role, binding(reader)])).to.have.length(0);
  });

  it("names the missing Role and each missing ServiceAccount", () => {
    const subjects = [
      { kind: "ServiceAccount", name: "app" },
      { kind: "ServiceAccount", name: "gone" },
      { kind: "ServiceAccount", name: "app", namespace: "second" },
    ];
    expect(found(rule, [account, namespaceObject("second"), binding(reader, subjects)])).to.deep.equal([
      ["RoleBinding/checked/app", "roleRef.name", "there is no Role reader in the stack"],
      [
        "RoleBinding/checked/app",
        "subjects[1].name",
        "there is no ServiceAccount gone in the stack's namespace checked",
      ],
      ["RoleBinding/checked/app", "subjects[2].name", "there is no ServiceAccount app in the stack's namespace second"],
    ]);
  });

  it("leaves to the cluster what is the cluster's: ClusterRoles, groups, users, accounts of foreign namespaces", () => {
    const subjects = [
      { kind: "Group", name: "people" },
      { kind: "User", name: "somebody" },
      { kind: "ServiceAccount", name: "prometheus", namespace: "monitoring" },
    ];
    expect(found(rule, [binding({ kind: "ClusterRole", name: "view" }, subjects)])).to.have.length(0);
  });
});
