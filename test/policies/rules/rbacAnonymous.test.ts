import { expect } from "chai";
import { rbacAnonymous as rule } from "../../../policies/rules/rbacAnonymous";
import { roleBinding } from "../corpus/objects";
import { object, violations } from "../given";

const group = (name: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name });

describe("policy rbac-anonymous", () => {
  it("is kept by named subjects, and where there are none", () => {
    for (const subjects of [[group("operators")], [], null, undefined]) {
      expect(violations(rule, roleBinding({ subjects }))).to.have.length(0);
    }
  });

  it("names the subjects that are everybody, in a namespace and in the whole cluster", () => {
    const subjects = [group("operators"), group("system:authenticated"), { kind: "User", name: "system:anonymous" }];
    const everywhere = object(
      "rbac.authorization.k8s.io/v1",
      "ClusterRoleBinding",
      { subjects },
      { namespace: undefined },
    );
    for (const broken of [roleBinding({ subjects }), everywhere]) {
      expect(violations(rule, broken).map(({ message }) => message)).to.deep.equal([
        "rbac-anonymous: subjects: system:authenticated and system:anonymous is everybody who reaches the API server " +
          "or has any account. Bind named groups, users or ServiceAccounts.",
      ]);
    }
  });

  it("knows the group of those who did not log in", () => {
    expect(violations(rule, roleBinding({ subjects: [group("system:unauthenticated")] }))).to.have.length(1);
  });
});
