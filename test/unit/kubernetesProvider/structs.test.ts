import { expect } from "chai";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withoutSecrets } from "../../../local/plugins/kubernetes/apiErrors";
import { marksOf, normalised } from "../../../local/plugins/kubernetes/objects";
import { stateOf } from "../../../local/plugins/kubernetes/state";
import { decode, encode, hasUnknown, secretStrings, unknownValue } from "../../../local/plugins/kubernetes/structs";

const signature = "4dabf18193072939515e22adb298388d";
const sealed = (value: string) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("the engine's property bags", () => {
  it("keep secrets apart from values, and give them back sealed", () => {
    const bag = { spec: { env: [{ name: "A", value: sealed("hidden") }], size: 2 } };
    const { value, secrets } = decode(Struct.fromJavaScript(bag));
    expect(value).to.deep.equal({ spec: { env: [{ name: "A", value: "hidden" }], size: 2 } });
    expect(secretStrings(value, secrets)).to.deep.equal(["hidden"]);
    expect(encode(value, secrets).toJavaScript()).to.deep.equal(bag);
  });

  it("seal the same paths of the object that comes back, wherever it has them", () => {
    const { secrets } = decode(Struct.fromJavaScript({ a: sealed("x"), gone: { b: sealed("y") } }));
    expect(encode({ a: "changed", c: 1 }, secrets).toJavaScript()).to.deep.equal({ a: sealed("changed"), c: 1 });
  });

  it("know unknowns, also as outputs, and leave nulls out", () => {
    const output = { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", dependencies: [] };
    const { value } = decode(Struct.fromJavaScript({ a: { b: output }, c: null }));
    expect(value).to.deep.equal({ a: { b: unknownValue } });
    expect(hasUnknown(value)).to.equal(true);
    expect(hasUnknown({ a: ["known"] })).to.equal(false);
  });
});

describe("a Secret", () => {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "a" },
    data: { x: "MQ==" },
    stringData: { y: "ü" },
  };

  it("is sent with all of its content in data", () => {
    expect(normalised(secret)).to.deep.equal({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a" },
      data: { x: "MQ==", y: "w7w=" },
    });
  });

  it("has its content sealed in the state even when the program did not mark it", () => {
    const state = JSON.stringify(
      stateOf(normalised(secret), { value: secret, secrets: undefined }, "m").toJavaScript(),
    );
    const open = state.replaceAll(/\{"4dabf[^}]*\}\}|\{"4dabf.*?"value":\{[^}]*\}\}/g, "");
    expect(open).not.to.contain("MQ==").and.not.to.contain("w7w=").and.not.to.contain("ü");
    expect(open).to.contain('"name":"a"');
  });

  it("is no ConfigMap: other kinds keep only the program's marks", () => {
    expect(marksOf({ ...secret, kind: "ConfigMap" }, undefined)).to.equal(undefined);
  });
});

describe("messages", () => {
  it("do not show a secret as it is, in base64 or escaped", () => {
    const value = 'p"ss\nword';
    const encoded = Buffer.from(value).toString("base64");
    const message = `Invalid value: ${JSON.stringify(value)}: raw ${value}, data ${encoded}`;
    expect(withoutSecrets(message, [value])).to.equal('Invalid value: "[secret]": raw [secret], data [secret]');
    expect(withoutSecrets("data cGFzc3dvcmQ= is password", ["cGFzc3dvcmQ="])).to.equal("data [secret] is [secret]");
  });

  it("hide the longer of two secrets whole", () => {
    expect(withoutSecrets("see abcdef", ["abc", "abcdef"])).to.equal("see [secret]");
  });
});
