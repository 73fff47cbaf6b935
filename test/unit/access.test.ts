import { expect } from "chai";
import { find, ofKind, recordStack, type Registration } from "./recording";

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}

const rulesOf = (all: readonly Registration[], role: string) => find(all, "Role", role).inputs.rules as Rule[];

/** Whether rules allow a verb on a resource (of a name), as the RBAC authorizer decides. */
function allows(rules: readonly Rule[], verb: string, group: string, resource: string, name?: string): boolean {
  return rules.some(
    (rule) =>
      rule.verbs.includes(verb) &&
      rule.apiGroups.includes(group) &&
      rule.resources.includes(resource) &&
      (!rule.resourceNames || (name !== undefined && rule.resourceNames.includes(name))),
  );
}

describe("access", () => {
  let all: Registration[];
  before(async () => {
    all = await recordStack("local");
  });

  it("lets viewers look, but neither at Secrets nor into pods, and change nothing", () => {
    const rules = rulesOf(all, "runbook-viewer");
    for (const resource of ["pods", "pods/log", "services", "endpoints", "events", "resourcequotas"]) {
      expect(allows(rules, "list", "", resource), resource).to.equal(true);
    }
    expect(allows(rules, "get", "", "secrets")).to.equal(false);
    expect(allows(rules, "create", "", "pods/exec")).to.equal(false);
    for (const { verbs } of rules) expect(["get", "list", "watch"]).to.include.members(verbs);
  });

  it("lets operators carry out the runbook", () => {
    const rules = rulesOf(all, "runbook-operator");
    const needed: [verb: string, group: string, resource: string, name?: string][] = [
      ["create", "", "pods/exec"],
      ["create", "", "pods/portforward"],
      ["create", "", "pods"],
      ["patch", "apps", "deployments"],
      ["patch", "apps", "deployments/scale"],
      ["create", "networking.k8s.io", "networkpolicies"],
      ["delete", "networking.k8s.io", "networkpolicies", "emergency-lockdown"],
      ["delete", "", "secrets", "application-secrets"],
      ["create", "", "secrets"],
    ];
    for (const right of needed) expect(allows(rules, ...right), right.join(" ")).to.equal(true);
  });

  it("lets operators neither read other Secrets, nor remove the isolation, nor give themselves rights", () => {
    const rules = rulesOf(all, "runbook-operator");
    expect(allows(rules, "list", "", "secrets")).to.equal(false);
    expect(allows(rules, "get", "", "secrets", "postgres-secrets")).to.equal(false);
    expect(allows(rules, "delete", "networking.k8s.io", "networkpolicies", "default-deny-all")).to.equal(false);
    for (const { apiGroups, resources, verbs } of rules) {
      if (apiGroups.includes("rbac.authorization.k8s.io")) expect(verbs).to.deep.equal(["get", "list", "watch"]);
      expect([...apiGroups, ...resources, ...verbs]).not.to.include("*");
    }
  });

  it("binds the roles to the groups of the settings", () => {
    const { roleRef, subjects } = find(all, "RoleBinding", "runbook-operator").inputs;
    expect(roleRef).to.include({ kind: "Role", name: "runbook-operator" });
    expect(subjects).to.deep.equal([{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "operators" }]);
  });

  it("binds nothing to nobody", async () => {
    expect(ofKind(await recordStack("prod"), "RoleBinding")).to.have.length(0);
  });
});
