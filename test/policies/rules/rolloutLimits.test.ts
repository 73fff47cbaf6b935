import { expect } from "chai";
import { rolloutLimits as rule } from "../../../policies/rules/rolloutLimits";
import { given, violations } from "../given";

const changed = (kind: string, fields: object) => given(kind, ({ spec }) => Object.assign(spec, fields));

describe("policy rollout-limits", () => {
  for (const kind of ["Deployment", "StatefulSet", "DaemonSet"]) {
    it(`bounds the old revisions of a ${kind}`, () => {
      for (const limit of [1, 5]) {
        expect(violations(rule, changed(kind, { revisionHistoryLimit: limit })), String(limit)).to.have.length(0);
      }
      for (const [limit, shown] of [
        [0, "0"],
        [6, "6"],
        [undefined, "10"],
        [null, "10"],
      ] as const) {
        expect(
          violations(rule, changed(kind, { revisionHistoryLimit: limit })).map(({ message }) => message),
        ).to.deep.equal([
          `rollout-limits: spec: revisionHistoryLimit is ${shown}, not 1 to 5. Set it in the specification of the workload.`,
        ]);
      }
    });
  }

  it("bounds the time of a Deployment's rollout, which is ten minutes by default", () => {
    for (const seconds of [undefined, null, 600, 900]) {
      expect(violations(rule, changed("Deployment", { progressDeadlineSeconds: seconds }))).to.have.length(0);
    }
    const [violation] = violations(rule, changed("Deployment", { progressDeadlineSeconds: 901 }));
    expect(violation.message).to.include("progressDeadlineSeconds is 901, not 1 to 900");
  });

  it("has nothing to say of the ReplicaSets that a Deployment makes", () => {
    expect(violations(rule, given("ReplicaSet"))).to.have.length(0);
  });
});
