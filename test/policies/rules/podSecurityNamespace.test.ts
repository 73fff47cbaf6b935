import { expect } from "chai";
import { podSecurityNamespace as rule } from "../../../policies/rules/podSecurityNamespace";
import { found, namespaceObject } from "../givenStack";

const labels = (enforce: string) => ({
  "pod-security.kubernetes.io/enforce": enforce,
  "pod-security.kubernetes.io/warn": "restricted",
  "pod-security.kubernetes.io/audit": "restricted",
});

describe("policy pod-security-namespace", () => {
  it("is kept by restricted in all three modes", () => {
    expect(found(rule, [namespaceObject("checked", labels("restricted"))])).to.have.length(0);
  });

  it("names the label that is weaker", () => {
    for (const weaker of ["baseline", "privileged"]) {
      expect(found(rule, [namespaceObject("checked", labels(weaker))])).to.deep.equal([
        ["Namespace//checked", 'metadata.labels["pod-security.kubernetes.io/enforce"]', `it is ${weaker}`],
      ]);
    }
  });

  it("names every label that is missing", () => {
    const bare = { apiVersion: "v1", kind: "Namespace", metadata: { name: "checked" } };
    expect(found(rule, [bare]).map(([, , problem]) => problem)).to.deep.equal(Array(3).fill("it is not set"));
  });
});
