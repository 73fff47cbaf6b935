import { expect } from "chai";
import { rbacWildcards as rule } from "../../../policies/rules/rbacWildcards";
import { role } from "../corpus/objects";
import { object, violations } from "../given";

const read = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };

describe("policy rbac-wildcards", () => {
  it("is kept by rules that name what they allow, and by a Role without rules", () => {
    const none = [undefined, null, []].map((rules) => object("rbac.authorization.k8s.io/v1", "Role", { rules }));
    for (const kept of [role(read), role({ verbs: ["get"], nonResourceURLs: ["/metrics", "/healthz/*"] }), ...none]) {
      expect(violations(rule, kept)).to.have.length(0);
    }
  });

  it("names the lists with a wildcard", () => {
    const broken = role(read, { apiGroups: ["*"], resources: ["*"], verbs: ["get"] }, { ...read, verbs: ["get", "*"] });
    expect(violations(rule, broken).map(({ message }) => message)).to.deep.equal([
      "rbac-wildcards: rules: there is a wildcard in apiGroups and resources, verbs. Name the API groups, resources, " +
        "verbs and URLs that are needed.",
    ]);
  });

  it("knows the wildcards of subresources and URLs, also in a ClusterRole", () => {
    for (const rules of [
      [{ ...read, resources: ["*/scale"] }],
      [{ verbs: ["get"], nonResourceURLs: ["*"] }],
      [{ verbs: ["get"], nonResourceURLs: ["/*"] }],
    ]) {
      const broken = object("rbac.authorization.k8s.io/v1", "ClusterRole", { rules });
      expect(violations(rule, broken), JSON.stringify(rules)).to.have.length(1);
    }
  });
});
