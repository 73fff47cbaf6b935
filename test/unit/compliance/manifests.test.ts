import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readManifests } from "../../../operations/compliance/inputs/manifests";
import { objectId } from "../../../policies/kubernetesObject";

describe("manifests as input of the compliance check", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "manifests-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, ...lines: string[]) => {
    writeFileSync(join(folder, name), lines.join("\n"));
  };
  const read = (namespace = "default") => readManifests(folder, namespace);
  const places = () =>
    read().resources.map(({ object, location }) => [
      objectId(object),
      location.file.split("/").slice(-1)[0],
      location.line,
    ]);
  const configMap = (name: string) => ["apiVersion: v1", "kind: ConfigMap", `metadata: {name: ${name}}`];

  it("are every document of every file, in folders too, each with its line", () => {
    write("b.yml", "# first", ...configMap("one"), "---", ...configMap("two"), "---");
    mkdirSync(join(folder, "a"));
    write("a/c.json", JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "three" } }));
    write("notes.txt", "not: this");
    expect(places()).to.deep.equal([
      ["ConfigMap/default/three", "c.json", 1],
      ["ConfigMap/default/one", "b.yml", 2],
      ["ConfigMap/default/two", "b.yml", 6],
    ]);
    expect(read().warnings).to.have.length(0);
  });

  it("may be a single file", () => {
    write("one.yaml", ...configMap("one"));
    expect(readManifests(join(folder, "one.yaml"), "default").resources).to.have.length(1);
  });

  it("may be lists, of all kinds and of one", () => {
    write(
      "list.yaml",
      "apiVersion: v1",
      "kind: List",
      "items:",
      "- apiVersion: v1",
      "  kind: Pod",
      "  metadata: {generateName: job-}",
    );
    write("typed.yaml", "apiVersion: apps/v1", "kind: DeploymentList", "items:", "- metadata:", "    name: web");
    expect(places()).to.deep.equal([
      ["Pod/default/job-", "list.yaml", 4],
      ["Deployment/default/web", "typed.yaml", 4],
    ]);
    expect(read().resources[1].object.apiVersion).to.equal("apps/v1");
  });

  it("go into the namespace that is asked for, but for those of the whole cluster and of definitions unknown", () => {
    write(
      "a.yaml",
      ...configMap("one"),
      "---",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: two, namespace: own}}",
    );
    write("b.yaml", "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: all}}");
    write("c.yaml", "{apiVersion: example.com/v1, kind: Thing, metadata: {name: thing}}");
    expect(read("shop").resources.map(({ object }) => objectId(object))).to.deep.equal([
      "ConfigMap/shop/one",
      "ConfigMap/own/two",
      "ClusterRole//all",
      "Thing//thing",
    ]);
  });

  it("are read as the API's clients read them: yes is true, and a time is a text", () => {
    write("a.yaml", ...configMap("one"), "on: yes", "time: 2026-11-24T11:00:00Z", "clock: 12:30:45", "mode: 0400");
    expect(read().resources[0].object).to.include({ time: "2026-11-24T11:00:00Z", clock: "12:30:45", mode: 256 });
    expect(Object.values(read().resources[0].object)).to.include(true);
  });

  it("tell what was left out, because it is no Kubernetes object, or a link", () => {
    write("a.yaml", ...configMap("one"));
    write("kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1", "kind: Kustomization");
    write("values.yaml", "replicas: 2");
    symlinkSync(join(folder, "a.yaml"), join(folder, "link.yaml"));
    const { resources, warnings } = read();
    expect(resources).to.have.length(1);
    expect(warnings).to.have.length(3);
    expect(warnings[0]).to.match(/kustomization\.yaml:1 is for kustomize, and was not checked/);
    expect(warnings[1]).to.match(/link\.yaml is a link, and was not followed/);
    expect(warnings[2]).to.match(/values\.yaml:1 is no Kubernetes object/);
  });

  it("cannot be judged without a name", () => {
    write("a.yaml", "", "apiVersion: v1", "kind: Pod", "spec: {}");
    const { unjudged, resources } = read();
    expect(resources).to.have.length(0);
    expect(unjudged[0].reason).to.include("no metadata.name");
    expect(unjudged[0].location?.line).to.equal(2);
  });

  it("tell when an object is there twice, and judge both", () => {
    write("a.yaml", ...configMap("one"), "---", ...configMap("one"));
    expect(read().resources).to.have.length(2);
    expect(read().warnings[0]).to.match(/^ConfigMap\/default\/one is in .*a\.yaml:1 and in .*a\.yaml:5/);
  });

  it("are refused with file and line, but without what stands there, if they are not YAML", () => {
    write("a.yaml", ...configMap("one"), "data:", "  password: {{ .Values.topsecret }}", "  - x");
    expect(read).to.throw(/a\.yaml:\d+: this is not YAML .*a template must be rendered/);
    expect(read).to.not.throw(/topsecret/);
  });

  it("are refused if aliases would make them endless", () => {
    const bomb = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? "a0: &a0 [x, x, x, x]"
        : `a${level}: &a${level} [${Array(4)
            .fill(`*a${level - 1}`)
            .join(", ")}]`,
    );
    write("a.yaml", ...bomb);
    expect(read).to.throw(/a\.yaml:1: this is not YAML \(its aliases cannot be resolved\)/);
  });

  it("are refused if there are none, with what was left out", () => {
    expect(read).to.throw("holds no Kubernetes object");
    write("values.yaml", "replicas: 2");
    expect(read).to.throw(/holds no Kubernetes object.*values\.yaml:1 is no Kubernetes object/);
    expect(() => readManifests(join(folder, "gone"), "default")).to.throw(/gone/);
  });
});
