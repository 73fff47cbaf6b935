import { expect } from "chai";
import { readStackConfig } from "../../operations/project";
import { renderObjects } from "../../operations/render";
import { objectId } from "../../policies/kubernetesObject";
import { objectRules } from "../../policies/rules";
import { podBreakages } from "./corpus/pods";
import { given, podOf, violations, workloadKinds } from "./given";

/** The ids of the rules that an object breaks. */
const reported = (object: ReturnType<typeof given>): string[] =>
  objectRules.filter((rule) => violations(rule, object).length > 0).map(({ id }) => id);

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

  it("is reported as exactly in the workloads of production, which take turns", async () => {
    const objects = await renderObjects("prod", readStackConfig("prod"), "redacted");
    const workloads = objects.filter(({ kind }) => workloadKinds.includes(kind));
    expect(workloads).to.have.length.above(5);
    podBreakages.forEach(({ what, rule, change, kinds = workloadKinds }, turn) => {
      for (const kind of kinds) {
        const ofKind = workloads.filter((object) => object.kind === kind);
        for (const object of ofKind.slice(turn % ofKind.length).slice(0, 1)) {
          const broken = structuredClone(object);
          change(podOf(broken));
          expect(reported(broken), `${what}: ${objectId(object)}`).to.deep.equal([rule]);
        }
      }
    });
  });
});
