import { expect } from "chai";
import type { Exception } from "../../policies/exceptions";
import { ExaminedObject } from "../../policies/objectRules";
import { defaultParameters } from "../../policies/parameters";
import { readOnlyRootFilesystem as rule } from "../../policies/rules/readOnlyRootFilesystem";
import { given, podOf } from "./given";

const exception = (changes: Partial<Exception> = {}): Exception => ({
  rule: rule.id,
  object: "Deployment/checked/app",
  reason: "writes beside its binary until 3.0",
  owner: "platform",
  expires: "2999-12-31",
  ...changes,
});

/** Ids of the rules that objects with a writable root file system break. */
function broken(kind: string, exceptions: Exception[], change: (object: any) => void = () => undefined): string[] {
  const object = given(kind, (writable) => {
    podOf(writable).containers[0].securityContext.readOnlyRootFilesystem = false;
    change(writable);
  });
  const policy = { parameters: defaultParameters, exceptions };
  return new ExaminedObject(object, policy).violations(rule).map(({ rule: { id } }) => id);
}

describe("an exception", () => {
  it("lets its object break its rule", () => {
    expect(broken("Deployment", [])).to.deep.equal([rule.id]);
    expect(broken("Deployment", [exception()])).to.deep.equal([]);
  });

  for (const [what, changes] of [
    ["another rule", { rule: "privileged" }],
    ["another kind", { object: "StatefulSet/checked/app" }],
    ["another namespace", { object: "Deployment/other/app" }],
    ["another name", { object: "Deployment/checked/app2" }],
    ["the past", { expires: "2020-01-01" }],
  ] as const) {
    it(`for ${what} changes nothing`, () => {
      expect(broken("Deployment", [exception(changes)])).to.deep.equal([rule.id]);
    });
  }

  it("holds on its last day", () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(broken("Deployment", [exception({ expires: today })])).to.deep.equal([]);
  });

  it("with * as the name holds for every object of the kind in the namespace", () => {
    expect(broken("Deployment", [exception({ object: "Deployment/checked/*" })])).to.deep.equal([]);
    expect(broken("DaemonSet", [exception({ object: "Deployment/checked/*" })])).to.deep.equal([rule.id]);
  });

  it("holds for the pods that a controller makes of its object, and for no pod that only has such a name", () => {
    const made = (object: any) => {
      object.metadata = { namespace: "checked", generateName: "app-5d8f-" };
      object.metadata.ownerReferences = [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: "app-5d8f", controller: true },
      ];
    };
    expect(broken("Pod", [exception()], made)).to.deep.equal([]);
    const named = (object: any) => {
      object.metadata.name = "app-5d8f-x2x";
    };
    expect(broken("Pod", [exception()], named)).to.deep.equal([rule.id]);
  });
});
