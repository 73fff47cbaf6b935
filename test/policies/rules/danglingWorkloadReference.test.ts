import { expect } from "chai";
import { danglingWorkloadReference as rule } from "../../../policies/rules/danglingWorkloadReference";
import { given, object, podOf, workloadKinds } from "../given";
import { found } from "../givenStack";

const account = object("v1", "ServiceAccount", {});
const everything = (optional?: boolean) => (deployment: any) => {
  const pod = podOf(deployment);
  pod.volumes = [
    { name: "files", configMap: { name: "files", optional } },
    { name: "keys", secret: { secretName: "keys", optional } },
    {
      name: "all",
      projected: { sources: [{ secret: { name: "both", optional } }, { configMap: { name: "both", optional } }] },
    },
    { name: "scratch", emptyDir: {} },
  ];
  pod.initContainers = [
    { name: "init", envFrom: [{ configMapRef: { name: "env", optional } }, { secretRef: { name: "env", optional } }] },
  ];
  pod.containers[0].env = [
    { name: "PLAIN", value: "1" },
    { name: "FILE", valueFrom: { configMapKeyRef: { name: "value", key: "k", optional } } },
    { name: "KEY", valueFrom: { secretKeyRef: { name: "value", key: "k", optional } } },
    { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
  ];
};
const claimed = (deployment: any) => {
  podOf(deployment).volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
};

describe("policy dangling-workload-reference", () => {
  it("is kept where everything exists", () => {
    const objects = ["files", "both", "env", "value"].map((name) => object("v1", "ConfigMap", {}, { name }));
    const secrets = ["keys", "both", "env", "value"].map((name) => object("v1", "Secret", {}, { name }));
    expect(found(rule, [account, given("Deployment", everything()), ...objects, ...secrets])).to.have.length(0);
    const claim = object("v1", "PersistentVolumeClaim", {}, { name: "data" });
    expect(found(rule, [account, given("StatefulSet", claimed), claim])).to.have.length(0);
  });

  it("names every object that is missing, and where it is named", () => {
    const path = "spec.template.spec.";
    expect(
      found(rule, [account, given("Deployment", everything())]).map(([, field, problem]) => [field, problem]),
    ).to.deep.equal([
      [`${path}volumes[0].configMap`, "there is no ConfigMap files in the stack"],
      [`${path}volumes[1].secret`, "there is no Secret keys in the stack"],
      [`${path}volumes[2].projected.sources[0].secret`, "there is no Secret both in the stack"],
      [`${path}volumes[2].projected.sources[1].configMap`, "there is no ConfigMap both in the stack"],
      [`${path}initContainers[0].envFrom[0].configMapRef`, "there is no ConfigMap env in the stack"],
      [`${path}initContainers[0].envFrom[1].secretRef`, "there is no Secret env in the stack"],
      [`${path}containers[0].env[1].valueFrom.configMapKeyRef`, "there is no ConfigMap value in the stack"],
      [`${path}containers[0].env[2].valueFrom.secretKeyRef`, "there is no Secret value in the stack"],
    ]);
    expect(found(rule, [account, given("Pod", claimed)])).to.deep.equal([
      [
        "Pod/checked/app",
        "spec.volumes[0].persistentVolumeClaim.claimName",
        "there is no PersistentVolumeClaim data in the stack",
      ],
    ]);
  });

  it("asks for the ServiceAccount of every kind of workload, in its namespace", () => {
    const elsewhere = { ...account, metadata: { name: "app", namespace: "elsewhere" } };
    for (const kind of workloadKinds) {
      const [[id, field, problem], ...others] = found(rule, [elsewhere, given(kind)]);
      expect(others).to.have.length(0);
      expect([id, problem]).to.deep.equal([`${kind}/checked/app`, "there is no ServiceAccount app in the stack"]);
      expect(field).to.match(/spec\.serviceAccountName$/);
    }
  });

  it("does without what is optional, what every namespace has, and what comes with the registry", () => {
    expect(found(rule, [account, given("Deployment", everything(true))])).to.have.length(0);
    const pod = given("Pod", ({ spec }) => {
      delete spec.serviceAccountName;
      spec.imagePullSecrets = [{ name: "registry" }];
      spec.volumes = [
        { name: "registry", secret: { secretName: "registry" } },
        { name: "ca", configMap: { name: "kube-root-ca.crt" } },
      ];
    });
    const other = given("Pod", ({ spec }) => {
      spec.serviceAccountName = "default";
    });
    expect(found(rule, [pod, other])).to.have.length(0);
  });
});
