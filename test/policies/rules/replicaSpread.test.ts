import { expect } from "chai";
import { replicaSpread as rule } from "../../../policies/rules/replicaSpread";
import { podOf } from "../given";
import { found, workload } from "../givenStack";

const spread = (replicas: number, pod: object) =>
  found(rule, [
    workload("Deployment", "app", (object) => {
      object.spec.replicas = replicas;
      Object.assign(podOf(object), pod);
    }),
  ]);

describe("policy replica-spread", () => {
  it("is kept by spread constraints, by anti-affinity, and by a single replica", () => {
    expect(spread(2, { topologySpreadConstraints: [{ maxSkew: 1 }] })).to.have.length(0);
    for (const how of ["required", "preferred"]) {
      const podAntiAffinity = { [`${how}DuringSchedulingIgnoredDuringExecution`]: [{}] };
      expect(spread(2, { affinity: { podAntiAffinity } })).to.have.length(0);
    }
    expect(spread(1, {})).to.have.length(0);
  });

  it("is broken without, or with empty ones", () => {
    for (const pod of [{}, { topologySpreadConstraints: [], affinity: {} }, { affinity: { podAntiAffinity: {} } }]) {
      expect(spread(2, pod)).to.deep.equal([
        ["Deployment/checked/app", "spec.template.spec.topologySpreadConstraints", "all replicas may run on one node"],
      ]);
    }
  });
});
