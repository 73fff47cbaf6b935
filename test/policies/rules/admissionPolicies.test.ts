import { expect } from "chai";
import { admissionPolicies as rule } from "../../../policies/rules/admissionPolicies";
import { admissionPolicies } from "../../../policies/admission";
import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { defaultParameters } from "../../../policies/parameters";
import { readOnlyRootFilesystem } from "../../../policies/rules/readOnlyRootFilesystem";
import { given } from "../given";
import { found, namespaceObject } from "../givenStack";

const context = { parameters: defaultParameters, exceptions: [] };
const clusterObject = (kind: string, name: string, spec: object): KubernetesObject => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind,
  metadata: { name },
  spec,
});
const objectsOf = (namespace: string, mode: "enforce" | "warn") =>
  admissionPolicies([readOnlyRootFilesystem], context, namespace, mode).flatMap(({ name, policy, binding }) => [
    clusterObject("ValidatingAdmissionPolicy", name, policy),
    clusterObject("ValidatingAdmissionPolicyBinding", name, binding),
  ]);
const namespace = namespaceObject("checked", { team: "research" });
const after = (...objects: KubernetesObject[]) => found(rule, [namespace, given("Deployment"), ...objects]);
const unguarded = ["Namespace//checked", "metadata.name", "no admission policy refuses its pods"];

describe("policy admission-policies", () => {
  it("is kept by the policies that the rules are made into", () => {
    expect(after(...objectsOf("checked", "enforce"))).to.have.length(0);
  });

  it("is kept by a binding that selects the namespace by another label, or all", () => {
    const [policy] = objectsOf("checked", "enforce");
    for (const matchResources of [{ namespaceSelector: { matchLabels: { team: "research" } } }, {}, undefined]) {
      const spec = { policyName: policy.metadata.name, validationActions: ["Deny"], matchResources };
      expect(after(policy, clusterObject("ValidatingAdmissionPolicyBinding", "b", spec))).to.have.length(0);
    }
  });

  it("is broken without, with a warning only, for another namespace, or about other objects than pods", () => {
    expect(after()).to.deep.equal([unguarded]);
    expect(after(...objectsOf("checked", "warn"))).to.deep.equal([unguarded]);
    expect(after(...objectsOf("other", "enforce"))).to.deep.equal([unguarded]);
    expect(
      after(...objectsOf("checked", "enforce").filter(({ metadata }) => metadata.name !== "checked-workloads")),
    ).to.deep.equal([unguarded]);
    expect(after(clusterObject("ValidatingAdmissionPolicyBinding", "b", {}))).to.deep.equal([unguarded]);
  });

  it("names a binding whose policy is not there", () => {
    const bindings = objectsOf("checked", "enforce").filter(
      ({ kind, metadata }) => kind.endsWith("Binding") && metadata.name === "checked-workloads",
    );
    expect(after(...bindings)).to.deep.equal([
      unguarded,
      [
        "ValidatingAdmissionPolicyBinding//checked-workloads",
        "spec.policyName",
        "there is no ValidatingAdmissionPolicy checked-workloads in the stack",
      ],
    ]);
  });

  it("asks nothing of a namespace without pods, or that the stack does not make", () => {
    expect(found(rule, [namespace])).to.have.length(0);
    expect(found(rule, [given("Deployment")])).to.have.length(0);
  });
});
