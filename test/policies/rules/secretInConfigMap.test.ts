import { expect } from "chai";
import { secretInConfigMap as rule } from "../../../policies/rules/secretInConfigMap";
import { configMap } from "../corpus/objects";
import { innocentFiles, secretFiles } from "../corpus/texts";
import { object, violations } from "../given";

describe("policy secret-in-config-map", () => {
  for (const [what, data] of Object.entries(secretFiles)) {
    it(`finds ${what}, whatever else the file has`, () => {
      const [key] = Object.keys(data);
      const among = { ...data, "other.txt": "log: info\n" };
      expect(violations(rule, configMap(among)).map(({ message }) => message)).to.deep.equal([
        `secret-in-config-map: data: there is a secret in ${key}. Move secrets to a Secret and refer to it, or mount ` +
          "the file from one; change what was readable here.",
      ]);
    });
  }

  for (const [what, data] of Object.entries(innocentFiles)) {
    for (const [key, value] of Object.entries(data)) {
      it(`raises no alarm for ${what}: ${key}`, () => {
        expect(violations(rule, configMap({ [key]: value }))).to.have.length(0);
      });
    }
  }

  it("finds a secret in a file with lines of any length and with the line ends of Windows", () => {
    for (const text of [`${"x".repeat(2000)}\npassword: hunter2\n`, "a: b\r\npassword: hunter2\r\n"]) {
      expect(violations(rule, configMap({ file: text }))).to.have.length(1);
    }
  });

  it("names every key with a secret and no value", () => {
    const [{ message }] = violations(rule, configMap({ PASSWORD: "hunter2", TOKEN: "hunter3", LOG: "info" }));
    expect(message).to.include("a secret in PASSWORD and TOKEN.").and.not.include("hunter");
  });

  it("refuses what is too big to be searched", () => {
    const [violation] = violations(rule, configMap({ a: "x\n".repeat(60_000), b: "x\n".repeat(60_000) }));
    expect(violation.message).to.include("with more than 200000 characters it cannot be searched");
    expect(violations(rule, configMap({ a: "x\n".repeat(60_000) }))).to.have.length(0);
  });

  it("has nothing to say of a ConfigMap without data", () => {
    for (const data of [undefined, null, {}]) {
      expect(violations(rule, object("v1", "ConfigMap", { data }))).to.have.length(0);
    }
  });
});
