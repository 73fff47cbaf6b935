import { expect } from "chai";
import { check } from "../../../local/plugins/kubernetes/check";
import { forcesReplacement } from "../../../local/plugins/kubernetes/forceNew";
import type { JsonObject, Step } from "../../../local/plugins/kubernetes/json";
import { bytesOf } from "../../../local/plugins/kubernetes/quantity";
import { unknownValue } from "../../../local/plugins/kubernetes/structs";

const frozen = { configMapMutable: false, secretMutable: false };
const mutable = { configMapMutable: true, secretMutable: true };
const replaced = (apiVersion: string, kind: string, path: Step[], settings = frozen, more: JsonObject = {}): boolean =>
  forcesReplacement(path, { apiVersion, kind, ...more }, settings);

describe("a change replaces the object", () => {
  it("when it changes the object's name or namespace", () => {
    expect(replaced("example.com/v1", "Thing", ["metadata", "name"])).to.equal(true);
    expect(replaced("example.com/v1", "Thing", ["metadata", "namespace"])).to.equal(true);
    expect(replaced("example.com/v1", "Thing", ["metadata", "labels", "a"])).to.equal(false);
  });

  it("by the kind's immutable fields, and all below them", () => {
    expect(replaced("apps/v1", "Deployment", ["spec", "selector", "matchLabels", "app"])).to.equal(true);
    expect(replaced("apps/v1", "Deployment", ["spec", "replicas"])).to.equal(false);
    expect(replaced("batch/v1", "Job", ["spec", "template", "spec", "containers", 0, "image"])).to.equal(true);
    expect(replaced("rbac.authorization.k8s.io/v1", "RoleBinding", ["roleRef", "name"])).to.equal(true);
  });

  it("but not by the fields that are left open: a claim's size, a Pod's image", () => {
    expect(replaced("v1", "PersistentVolumeClaim", ["spec", "resources", "requests", "storage"])).to.equal(false);
    expect(replaced("v1", "PersistentVolumeClaim", ["spec", "storageClassName"])).to.equal(true);
    expect(replaced("v1", "Pod", ["spec", "containers", 0, "image"])).to.equal(false);
    expect(replaced("v1", "Pod", ["spec", "containers", 0, "env", 0])).to.equal(true);
  });

  it("when it changes the data of a Secret or ConfigMap that is not mutable", () => {
    expect(replaced("v1", "Secret", ["data", "a"])).to.equal(true);
    expect(replaced("v1", "Secret", ["data", "a"], mutable)).to.equal(false);
    expect(replaced("v1", "Secret", ["data", "a"], mutable, { immutable: true })).to.equal(true);
    expect(replaced("v1", "Secret", ["type"], mutable)).to.equal(true);
    expect(replaced("v1", "ConfigMap", ["data", "a"])).to.equal(true);
    expect(replaced("v1", "ConfigMap", ["data", "a"], mutable)).to.equal(false);
  });
});

describe("the inputs of a resource", () => {
  const request = {
    token: "kubernetes:core/v1:ConfigMap",
    name: "settings",
    olds: {},
    randomSeed: new Uint8Array([1, 2, 3]),
    defaultNamespace: "default",
  };

  it("are completed with apiVersion, kind, namespace and a name that the seed decides", () => {
    const { inputs, failures } = check({ ...request, news: {} });
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.include({ apiVersion: "v1", kind: "ConfigMap" });
    expect(inputs.metadata).to.deep.include({ namespace: "default" });
    expect((inputs.metadata as JsonObject).name).to.match(/^settings-[0-9a-f]{8}$/);
    expect(check({ ...request, news: {} }).inputs).to.deep.equal(inputs);
    expect(check({ ...request, news: {}, randomSeed: new Uint8Array([9]) }).inputs).not.to.deep.equal(inputs);
  });

  it("keep the name that was chosen before, and one that is given", () => {
    const first = check({ ...request, news: {} }).inputs;
    const again = check({ ...request, news: {}, olds: first, randomSeed: new Uint8Array([9]) }).inputs;
    expect(again).to.deep.equal(first);
    const named = check({ ...request, news: { metadata: { name: "mine" } }, olds: first }).inputs;
    expect(named.metadata).to.deep.equal({ name: "mine", namespace: "default" });
  });

  it("may be unknown at a preview", () => {
    const { inputs, failures } = check({
      ...request,
      news: { metadata: { name: unknownValue, labels: unknownValue } },
    });
    expect(failures).to.deep.equal([]);
    expect(inputs.metadata).to.deep.include({ name: unknownValue });
  });

  it("are refused one by one, each by its path", () => {
    const metadata = { name: 3, labels: { number: 1 }, annotations: "none" };
    const { failures } = check({ ...request, news: { metadata } });
    expect(failures.map(({ property }) => property)).to.deep.equal([
      "metadata.name",
      'metadata.labels["number"]',
      "metadata.annotations",
    ]);
    expect(check({ ...request, token: "kubernetes:apps/v1:DeploymentPatch", news: {} }).failures).to.have.length(1);
  });
});

describe("quantities", () => {
  it("are read with their suffixes", () => {
    expect([bytesOf("1Gi"), bytesOf("1.5G"), bytesOf("1e3"), bytesOf("500m"), bytesOf("")]).to.deep.equal([
      2 ** 30,
      1.5e9,
      1000,
      0.5,
      0,
    ]);
  });
});
