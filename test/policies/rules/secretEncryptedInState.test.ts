import { expect } from "chai";
import { secretEncryptedInState as rule } from "../../../policies/rules/secretEncryptedInState";
import { StackObjects } from "../../../policies/stackObjects";
import { object } from "../given";

const found = (kind: string, fields: object, encrypted?: boolean) =>
  rule.check(new StackObjects([{ object: object("v1", kind, fields), encrypted }]));

describe("policy secret-encrypted-in-state", () => {
  it("is kept by encrypted values, and cannot be judged where the state is unknown", () => {
    for (const encrypted of [true, undefined]) expect(found("Secret", { data: {} }, encrypted)).to.have.length(0);
    expect(found("ConfigMap", { data: {} }, false)).to.have.length(0);
  });

  it("names the field in clear, never the value", () => {
    for (const field of ["data", "stringData"]) {
      const findings = found("Secret", { [field]: { password: "hunter2" } }, false);
      expect(findings.map((finding) => [finding.field, finding.problem])).to.deep.equal([
        [field, "values are in the stack's state in clear"],
      ]);
    }
  });
});
