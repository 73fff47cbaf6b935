import { expect } from "chai";
import { danglingAutoscaler as rule } from "../../../policies/rules/danglingAutoscaler";
import { given, object } from "../given";
import { autoscaler, found, workload } from "../givenStack";

describe("policy dangling-autoscaler", () => {
  it("is kept where the workload exists", () => {
    expect(found(rule, [given("Deployment"), autoscaler("app", {})])).to.have.length(0);
  });

  it("is broken by a workload of another name, kind or namespace", () => {
    const elsewhere = workload("Deployment", "app", ({ metadata }) => {
      metadata.namespace = "elsewhere";
    });
    for (const other of [workload("Deployment", "other"), given("StatefulSet"), elsewhere]) {
      expect(found(rule, [other, autoscaler("app", {})])).to.deep.equal([
        ["HorizontalPodAutoscaler/checked/app", "spec.scaleTargetRef", "there is no Deployment app in the stack"],
      ]);
    }
  });

  it("is broken by an autoscaler that names nothing", () => {
    expect(found(rule, [object("autoscaling/v2", "HorizontalPodAutoscaler", {})])).to.have.length(1);
  });
});
