import { expect } from "chai";
import { danglingService as rule } from "../../../policies/rules/danglingService";
import { object } from "../given";
import { found, serving } from "../givenStack";

const pods = serving("app", [{ name: "http", containerPort: 8080 }]);
const service = (spec: object) => object("v1", "Service", { spec });

describe("policy dangling-service", () => {
  it("is kept by a selector of pods and ports that they have", () => {
    for (const ports of [
      [{ port: 80, targetPort: "http" }],
      [{ port: 80, targetPort: 9999 }],
      [{ port: 80 }],
      undefined,
    ]) {
      expect(found(rule, [pods, service({ selector: { app: "app" }, ports })])).to.have.length(0);
    }
  });

  it("is broken by a selector of nothing, also of pods of another namespace", () => {
    const elsewhere = { ...pods, metadata: { name: "app", namespace: "elsewhere" } };
    expect(found(rule, [elsewhere, service({ selector: { app: "app" } })])).to.deep.equal([
      ["Service/checked/app", "spec.selector", "the selector selects no pod of the stack"],
    ]);
  });

  it("is broken by a port that the pods have no name for", () => {
    const ports = [
      { port: 80, targetPort: "http" },
      { port: 81, targetPort: "metrics" },
    ];
    expect(found(rule, [pods, service({ selector: { app: "app" }, ports })])).to.deep.equal([
      ["Service/checked/app", "spec.ports[1].targetPort", "the selected pods have no port named metrics"],
    ]);
  });

  it("leaves Services alone that lead elsewhere", () => {
    for (const spec of [{}, { selector: {} }, { type: "ExternalName", selector: { app: "none" } }, undefined]) {
      expect(found(rule, [object("v1", "Service", spec === undefined ? {} : { spec })])).to.have.length(0);
    }
  });
});
