import { expect } from "chai";
import { admissionPolicies } from "../../policies/admission";
import { defaultParameters } from "../../policies/parameters";
import { objectRules } from "../../policies/rules";

const policies = (mode: "enforce" | "warn" | "off" = "enforce") =>
  admissionPolicies(objectRules, { parameters: defaultParameters, exceptions: [] }, "checked", mode);

describe("the admission policies of a namespace", () => {
  it("are bound to the namespace alone, and named after it", () => {
    for (const { name, binding } of policies()) {
      expect(name).to.match(/^checked-/);
      expect(binding.policyName).to.equal(name);
      expect(binding.matchResources.namespaceSelector.matchLabels).to.deep.equal({
        "kubernetes.io/metadata.name": "checked",
      });
    }
  });

  it("refuse, warn or are not there, as the mode says; refused is also what cannot be evaluated", () => {
    const actions = (mode: "enforce" | "warn") => policies(mode).map(({ binding }) => binding.validationActions);
    for (const action of actions("enforce")) expect(action).to.deep.equal(["Deny", "Audit"]);
    for (const action of actions("warn")) expect(action).to.deep.equal(["Warn", "Audit"]);
    expect(policies("off")).to.deep.equal([]);
    for (const { policy } of policies()) expect(policy.failurePolicy).to.equal("Fail");
  });

  it("hold every rule about single objects", () => {
    const texts = policies().flatMap(({ policy }) => policy.validations.map(({ expression }) => expression));
    for (const { id } of objectRules) {
      expect(
        texts.some((text) => text.startsWith(`"${id}" in variables.excepted`)),
        id,
      ).to.equal(true);
    }
  });

  it("watch creation and update of pods, of everything that makes pods, and of ephemeral containers", () => {
    const rules = policies().flatMap(({ policy }) => policy.matchConstraints.resourceRules);
    const watched = rules.flatMap(({ apiGroups, resources }) => resources.map((name) => `${apiGroups[0]}/${name}`));
    expect(watched).to.include.members([
      ...["/pods", "/pods/ephemeralcontainers", "/replicationcontrollers", "/configmaps", "/services"],
      ...["apps/deployments", "apps/statefulsets", "apps/daemonsets", "apps/replicasets", "batch/jobs"],
      ...["batch/cronjobs", "networking.k8s.io/ingresses", "rbac.authorization.k8s.io/roles"],
    ]);
    for (const { operations } of rules) expect(operations).to.deep.equal(["CREATE", "UPDATE"]);
  });

  it("touch nothing that exists for the whole cluster", () => {
    const watched = policies().flatMap(({ policy }) => policy.matchConstraints.resourceRules);
    expect(watched.flatMap(({ resources }) => resources).filter((name) => name.startsWith("cluster"))).to.have.length(
      0,
    );
  });
});
