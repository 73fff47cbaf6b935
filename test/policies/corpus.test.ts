import { expect } from "chai";
import { examine } from "../../policies/examine";
import { defaultParameters } from "../../policies/parameters";
import { objectRules } from "../../policies/rules";
import { podBreakages } from "./corpus/pods";
import { given, podOf, workloadKinds } from "./given";

const policy = { parameters: defaultParameters, exceptions: [] };

/** The ids of the rules that an object breaks. */
const reported = (object: ReturnType<typeof given>): string[] => [
  ...new Set(examine(objectRules, [{ object }], policy, {}).violations.map(({ rule }) => rule.id)),
];

describe("corpus of broken pods", () => {
  it("starts from objects that break no rule", () => {
    for (const kind of workloadKinds) expect(reported(given(kind)), kind).to.deep.equal([]);
  });

  it("names each way once", () => {
    const names = podBreakages.map(({ what }) => what);
    expect(names).to.have.length(new Set(names).size);
  });

  for (const { what, rule, change, kinds = workloadKinds } of podBreakages) {
    it(`${what}: ${rule} reports it in every kind, and no other rule`, () => {
      for (const kind of kinds) {
        const object = given(kind, (given) => {
          change(podOf(given));
        });
        expect(reported(object), kind).to.deep.equal([rule]);
      }
    });
  }
});
