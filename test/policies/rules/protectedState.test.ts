import { expect } from "chai";
import { protectedState as rule } from "../../../policies/rules/protectedState";
import { type Declarations, StackObjects } from "../../../policies/stackObjects";
import { given, object } from "../given";
import { namespaceObject } from "../givenStack";

const claim = object("v1", "PersistentVolumeClaim", {});
const stateful = [namespaceObject("checked"), claim, given("StatefulSet")];
const found = (protect: boolean | undefined, declarations: Declarations) =>
  rule.check(
    new StackObjects(
      [...stateful, given("Deployment")].map((each) => ({ object: each, protect })),
      declarations,
    ),
  );

describe("policy protected-state", () => {
  it("is kept where the stack protects its state, and cannot be judged where that is unknown", () => {
    for (const protect of [true, undefined]) expect(found(protect, { production: true })).to.have.length(0);
  });

  it("names the namespace, the claims and the StatefulSets that production may delete", () => {
    const findings = found(false, { production: true });
    expect(findings.map(({ object: { kind } }) => kind)).to.deep.equal([
      "Namespace",
      "PersistentVolumeClaim",
      "StatefulSet",
    ]);
    expect(findings[0].problem).to.equal("the stack may delete it, and with it data");
  });

  it("asks nothing outside of production", () => {
    for (const declarations of [{}, { production: false }]) expect(found(false, declarations)).to.have.length(0);
  });
});
