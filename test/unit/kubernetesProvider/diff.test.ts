import { expect } from "chai";
import fc from "fast-check";
import { changes, declaredPart } from "../../../local/plugins/kubernetes/diff";
import { isIgnored, keepLiveValues } from "../../../local/plugins/kubernetes/ignoredChanges";
import { equal, writePath, type JsonObject } from "../../../local/plugins/kubernetes/json";

const paths = (before: JsonObject, after: JsonObject): Record<string, string> =>
  Object.fromEntries(changes(before, after).map(({ path, kind }) => [writePath(path), kind]));
const anything = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => value as JsonObject);

describe("differences between declarations", () => {
  it("are named by their paths, with keys that are no identifiers in quotes", () => {
    const before = {
      spec: { replicas: 1, containers: [{ image: "a" }, { image: "b" }] },
      metadata: { labels: { a: "1" } },
    };
    const after = {
      spec: { replicas: 2, containers: [{ image: "c" }] },
      metadata: { labels: { a: "1", "example.com/b": "2" } },
    };
    expect(paths(before, after)).to.deep.equal({
      'metadata.labels["example.com/b"]': "add",
      "spec.containers[0].image": "update",
      "spec.containers[1]": "delete",
      "spec.replicas": "update",
    });
  });

  it("are none for the same content in another order of keys", () => {
    expect(paths({ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } })).to.deep.equal({});
    fc.assert(fc.property(anything, (value) => changes(value, structuredClone(value)).length === 0));
  });

  it("are never missed", () => {
    fc.assert(fc.property(anything, anything, (a, b) => changes(a, b).length > 0 === !equal(a, b)));
  });
});

describe("the declared part of a live object", () => {
  it("leaves out what the cluster fills in, also inside of lists", () => {
    const declared = { spec: { ports: [{ port: 80 }] } };
    const live = { spec: { ports: [{ port: 80, protocol: "TCP" }], clusterIP: "10.0.0.1" }, status: {} };
    expect(declaredPart(live, declared)).to.deep.equal(declared);
  });

  it("keeps a drifted value, a list of another length, and the absence of what was taken away", () => {
    const declared = { spec: { replicas: 1, ports: [{ port: 80 }], paused: true } };
    const live = { spec: { replicas: 3, ports: [{ port: 80 }, { port: 81 }] } };
    expect(declaredPart(live, declared)).to.deep.equal({ spec: { replicas: 3, ports: [{ port: 80 }, { port: 81 }] } });
  });

  it("takes an empty value that the API server leaves out as what was declared", () => {
    const declared = { ingress: [], podSelector: {}, hostNetwork: false };
    expect(declaredPart({}, declared)).to.deep.equal(declared);
  });

  it("of an object that is as declared is the declaration", () => {
    fc.assert(fc.property(anything, (value) => equal(declaredPart(value, value), value)));
  });
});

describe("ignored changes", () => {
  it("cover the path and all below it, with wildcards and quoted keys", () => {
    const ignored = ["spec.replicas", "spec.containers[*].image", 'metadata.annotations["example.com/a.b"]', "data"];
    expect(isIgnored(["spec", "replicas"], ignored)).to.equal(true);
    expect(isIgnored(["spec", "containers", 3, "image"], ignored)).to.equal(true);
    expect(isIgnored(["metadata", "annotations", "example.com/a.b"], ignored)).to.equal(true);
    expect(isIgnored(["data", "key"], ignored)).to.equal(true);
    expect(isIgnored(["spec"], ignored)).to.equal(false);
    expect(isIgnored(["spec", "containers", 3, "args"], ignored)).to.equal(false);
  });

  it("keep the live values, so that nothing is taken from who set them", () => {
    const declared = { spec: { replicas: 1, containers: [{ image: "a", name: "x" }] } };
    const live = { spec: { replicas: 5, containers: [{ image: "b", name: "x" }] } };
    expect(keepLiveValues(declared, live, ["spec.replicas", "spec.containers[*].image"])).to.deep.equal(live);
    expect(keepLiveValues(declared, { spec: {} }, ["spec.replicas"]).spec).to.have.property("replicas", undefined);
  });
});
