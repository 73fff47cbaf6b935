import { expect } from "chai";
import { danglingNetworkPolicy as rule } from "../../../policies/rules/danglingNetworkPolicy";
import { given } from "../given";
import { found, networkPolicy } from "../givenStack";

const app = { matchLabels: { app: "app" } };
const gone = { matchLabels: { app: "gone" } };

describe("policy dangling-network-policy", () => {
  it("is kept by selectors of pods, empty ones, and peers of other namespaces", () => {
    const others = [
      { namespaceSelector: {}, podSelector: gone },
      { ipBlock: { cidr: "10.0.0.0/8" } },
      { podSelector: {} },
    ];
    for (const spec of [
      { podSelector: app, ingress: [{ from: [{ podSelector: app }, ...others] }], egress: [{ to: others }] },
      { podSelector: {}, ingress: [{}], egress: [] },
      {},
    ]) {
      expect(found(rule, [given("Deployment"), networkPolicy("policy", spec)])).to.have.length(0);
    }
  });

  it("names each selector that selects nothing", () => {
    const spec = {
      podSelector: gone,
      ingress: [{ from: [{ podSelector: app }] }, { from: [{ podSelector: app }, { podSelector: gone }] }],
      egress: [{ to: [{ podSelector: gone }] }],
    };
    const problem = "the selector selects no pod of the stack";
    expect(found(rule, [given("Deployment"), networkPolicy("policy", spec)])).to.deep.equal([
      ["NetworkPolicy/checked/policy", "spec.podSelector", problem],
      ["NetworkPolicy/checked/policy", "spec.ingress[1].from[1].podSelector", problem],
      ["NetworkPolicy/checked/policy", "spec.egress[0].to[0].podSelector", problem],
    ]);
  });
});
