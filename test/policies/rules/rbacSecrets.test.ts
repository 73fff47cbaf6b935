import { expect } from "chai";
import { rbacSecrets as rule } from "../../../policies/rules/rbacSecrets";
import { role } from "../corpus/objects";
import { violations } from "../given";

const secrets = (verbs: string[], fields: object = {}) =>
  role({ apiGroups: [""], resources: ["secrets"], verbs, ...fields });

describe("policy rbac-secrets", () => {
  it("is kept by writing, by reading named Secrets, and by reading other things", () => {
    for (const kept of [
      secrets(["create", "update", "patch", "delete"]),
      secrets(["get"], { resourceNames: ["application-secrets"] }),
      secrets(["list"], { resources: ["configmaps"] }),
      secrets(["list"], { apiGroups: ["example.com"] }),
      role({ verbs: null, resources: null, apiGroups: null }),
      role(),
    ]) {
      expect(violations(rule, kept), JSON.stringify(kept)).to.have.length(0);
    }
  });

  it("names the verbs", () => {
    expect(violations(rule, secrets(["create", "list", "watch"])).map(({ message }) => message)).to.deep.equal([
      "rbac-secrets: rules: every Secret is open to list and watch. Allow get with resourceNames, or add the Role to " +
        "the secretReaders.",
    ]);
  });

  it("is broken by everything that reaches all Secrets", () => {
    for (const broken of [
      secrets(["get"]),
      secrets(["get"], { resourceNames: [] }),
      secrets(["list"], { resourceNames: ["application-secrets"] }),
      secrets(["deletecollection"]),
      secrets(["*"]),
      secrets(["list"], { resources: ["*"] }),
      secrets(["list"], { apiGroups: ["*"] }),
      { ...secrets(["list"]), kind: "ClusterRole" },
    ]) {
      expect(violations(rule, broken), JSON.stringify(broken)).to.have.length(1);
    }
  });

  it("lets a declared reader list", () => {
    expect(violations(rule, secrets(["list"]), { secretReaders: ["app"] })).to.have.length(0);
    expect(violations(rule, secrets(["list"]), { secretReaders: ["other"] })).to.have.length(1);
  });
});
