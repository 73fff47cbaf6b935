import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readState } from "../../../operations/compliance/inputs/state";
import { objectId } from "../../../policies/kubernetesObject";

const signature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const ciphertext = { ...signature, ciphertext: "v1:AAAA" };

const resource = (type: string, inputs: object, more: object = {}) => ({
  urn: `urn:pulumi:prod::shop::${type}::${type.split(":").at(-1)?.toLowerCase()}`,
  custom: true,
  type,
  inputs,
  ...more,
});
const metadata = { name: "app", namespace: "shop" };
const claim = (more: object = {}) => resource("kubernetes:core/v1:PersistentVolumeClaim", { metadata }, more);
const secret = (values: object) => resource("kubernetes:core/v1:Secret", { metadata, ...values });
const deployment = (value: unknown) =>
  resource("kubernetes:apps/v1:Deployment", {
    metadata,
    spec: { template: { spec: { containers: [{ name: "app", env: [{ name: "KEY", value }] }] } } },
  });

describe("a state as input of the compliance check", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "state-"));
    file = join(folder, "state.json");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const exported = (...resources: object[]) => {
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }));
    return readState(file);
  };

  it("is read as the command exports it and as the file backend keeps it", () => {
    const resources = [resource("pulumi:pulumi:Stack", {}, { custom: false }), claim({ protect: true })];
    const ids = () =>
      readState(file).resources.map(({ object, protect }) => [objectId(object), object.apiVersion, protect]);
    exported(...resources);
    expect(ids()).to.deep.equal([["PersistentVolumeClaim/shop/app", "v1", true]]);
    writeFileSync(file, JSON.stringify({ version: 3, checkpoint: { stack: "prod", latest: { resources } } }));
    expect(ids()).to.deep.equal([["PersistentVolumeClaim/shop/app", "v1", true]]);
  });

  it("tells whether an object is protected, and points to the stack's file", () => {
    const [read] = exported(claim()).resources;
    expect(read.protect).to.equal(false);
    expect(read.location).to.deep.equal({ file: "Pulumi.prod.yaml", line: 1 });
  });

  it("tells whether a Secret's values are encrypted, together or each", () => {
    const encrypted = (values: object) => {
      const { resources, unjudged } = exported(secret(values));
      expect(unjudged).to.have.length(0);
      return resources[0].encrypted;
    };
    expect(encrypted({ data: ciphertext })).to.equal(true);
    expect(encrypted({ data: { a: ciphertext, b: ciphertext } })).to.equal(true);
    expect(encrypted({ data: { ...signature, plaintext: '{"a":"eA=="}' } })).to.equal(true);
    expect(encrypted({ data: { a: ciphertext, b: "eA==" } })).to.equal(false);
    expect(encrypted({ data: ciphertext, stringData: { a: "x" } })).to.equal(false);
    expect(encrypted({})).to.equal(true);
    expect(exported(claim()).resources[0]).not.to.have.property("encrypted");
  });

  it("cannot be judged where it is encrypted outside of a Secret's values", () => {
    const { unjudged } = exported(deployment(ciphertext));
    expect(unjudged.map(({ object, reason }) => [object, reason.split(" is ")[0]])).to.deep.equal([
      ["Deployment/shop/app", "spec.template.spec.containers.0.env.0.value"],
    ]);
    expect(exported(secret({ metadata: ciphertext })).unjudged).to.have.length(1);
  });

  it("is judged by what was encrypted, if it was exported in clear", () => {
    const { unjudged, resources } = exported(deployment({ ...signature, plaintext: '"open"' }));
    expect(unjudged).to.have.length(0);
    expect(JSON.stringify(resources[0].object)).to.include('"value":"open"');
  });

  it("tells what it leaves out, and does not pass what only the cluster knows", () => {
    const { resources, warnings, unjudged } = exported(
      claim(),
      claim({ delete: true }),
      claim({ external: true }),
      resource("kubernetes:apps/v1:DeploymentPatch", { metadata }),
      resource("kubernetes:helm.sh/v3:Release", { chart: "redis" }),
      resource("kubernetes:core/v1:ConfigMapList", { items: [] }),
      resource("kubernetes:yaml/v2:ConfigFile", {}, { custom: false }),
    );
    expect(resources).to.have.length(1);
    expect(warnings).to.have.length(2);
    expect(warnings[0]).to.include("persistentvolumeclaim is only read by the stack");
    expect(warnings[1]).to.include("deploymentpatch is a part of an object");
    expect(unjudged.map(({ object }) => object)).to.deep.equal([
      "kubernetes:helm.sh/v3:Release release",
      "kubernetes:core/v1:ConfigMapList configmaplist",
    ]);
  });

  it("is refused if it is no state, without quoting it", () => {
    writeFileSync(file, '{"password": topsecret}');
    expect(() => readState(file))
      .to.throw("state.json is not JSON")
      .and.not.match(/topsecret/);
    writeFileSync(file, '{"password": "topsecret"}');
    expect(() => readState(file)).to.throw("is not the state of a Pulumi stack");
    expect(() => exported(deployment({ ...signature, plaintext: "topsecret" })))
      .to.throw("env.0.value is not JSON")
      .and.not.match(/topsecret/);
    expect(() => exported()).to.throw("holds no Kubernetes object");
    writeFileSync(file, JSON.stringify({ version: 3, checkpoint: { stack: "prod", latest: null } }));
    expect(() => readState(file)).to.throw("holds no Kubernetes object");
    expect(() => readState(join(folder, "gone.json"))).to.throw("gone.json");
  });
});
