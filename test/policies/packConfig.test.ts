import { expect } from "chai";
import { readStackSettings } from "../../operations/project";
import { packConfig } from "../../policies/packConfig";
import { rules } from "../../policies/rules";
import { defaultPolicy, stackPolicy } from "../../policies/stackPolicy";

describe("the configuration of the policy pack", () => {
  it("is empty where nothing is declared, excepted or lenient", () => {
    expect(packConfig(rules, defaultPolicy)).to.deep.equal({});
  });

  it("declares a stack's topology, and that production protects its data", () => {
    const config = packConfig(rules, stackPolicy(readStackSettings("prod")));
    expect(config["network-topology"].topology?.calls).to.deep.include({
      from: "episodic-memory",
      to: "redis",
      ports: ["redis"],
    });
    expect(config["protected-state"]).to.deep.equal({ production: true });
  });

  it("lets a throw-away stack warn only of what it cannot keep", () => {
    const advisory = (stack: string) =>
      Object.entries(packConfig(rules, stackPolicy(readStackSettings(stack)))).flatMap(([id, { enforcementLevel }]) =>
        enforcementLevel === "advisory" ? [id] : [],
      );
    expect(advisory("local")).to.deep.equal(rules.filter(({ lenientLocally }) => lenientLocally).map(({ id }) => id));
    expect(advisory("prod")).to.deep.equal([]);
  });

  it("hands on the exceptions of each rule, and parameters that differ from the default", () => {
    const exception = { object: "Pod/x/y", reason: "why", owner: "who", expires: "2999-01-01" };
    const exceptions = [
      { rule: "privileged", ...exception },
      { rule: "probes", ...exception, expires: "2020-01-01" },
    ];
    const parameters = { ...defaultPolicy.context.parameters, registries: ["registry.example.com/"] };
    expect(packConfig(rules, { ...defaultPolicy, context: { parameters, exceptions } })).to.deep.equal({
      privileged: { exceptions: [exception] },
      probes: { exceptions: [{ ...exception, expires: "2020-01-01" }] },
      "image-registry": { registries: ["registry.example.com/"] },
    });
  });
});
