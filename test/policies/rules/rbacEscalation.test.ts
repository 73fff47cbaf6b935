import { expect } from "chai";
import { rbacEscalation as rule } from "../../../policies/rules/rbacEscalation";
import { role } from "../corpus/objects";
import { object, violations } from "../given";

describe("policy rbac-escalation", () => {
  it("is kept by other verbs, and by rules without verbs", () => {
    for (const kept of [
      role({ apiGroups: [""], resources: ["pods", "serviceaccounts"], verbs: ["get", "create"] }),
      role({ apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["get"] }),
      role({ verbs: null, resources: null }),
      role(),
      object("rbac.authorization.k8s.io/v1", "ClusterRole", { rules: null }),
    ]) {
      expect(violations(rule, kept), JSON.stringify(kept)).to.have.length(0);
    }
  });

  it("names the verbs and the resources", () => {
    const broken = role(
      { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
      { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles"], verbs: ["bind", "get", "escalate"] },
      { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
    );
    expect(violations(rule, broken).map(({ message }) => message)).to.deep.equal([
      "rbac-escalation: rules: rights that are not listed can be had by bind and escalate on roles, create on " +
        "serviceaccounts/token. Remove the verb, and grant the rights that are needed directly.",
    ]);
  });

  it("knows every kind of impersonation", () => {
    for (const verb of ["impersonate", "impersonate:user-info", "impersonate-on:user-info:list"]) {
      expect(violations(rule, role({ resources: ["users"], verbs: [verb] })), verb).to.have.length(1);
    }
  });
});
