import { expect } from "chai";
import { readOnlyRootFilesystem as rule } from "../../../policies/rules/readOnlyRootFilesystem";
import { given, podOf, violations, workloadKinds } from "../given";

describe("policy read-only-root-filesystem", () => {
  it("is kept by a read-only root file system in every kind", () => {
    for (const kind of workloadKinds) expect(violations(rule, given(kind)), kind).to.have.length(0);
  });

  it("names the container, the field and the remedy", () => {
    const deployment = given("Deployment", (object) => {
      podOf(object).containers[0].securityContext.readOnlyRootFilesystem = false;
    });
    const [violation, ...others] = violations(rule, deployment);
    expect(others).to.have.length(0);
    expect(violation.container).to.equal("app");
    expect(violation.field).to.equal("spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem");
    expect(violation.message).to.equal(
      "read-only-root-filesystem: container app, securityContext.readOnlyRootFilesystem: the root file system is " +
        "writable. Set it to true, and mount an emptyDir where the container writes.",
    );
  });

  it("is broken where the field or the whole security context is missing or null", () => {
    for (const securityContext of [{}, null, undefined]) {
      const pod = given("Pod", (object) => {
        podOf(object).containers[0].securityContext = securityContext;
      });
      expect(violations(rule, pod)).to.have.length(1);
    }
  });

  it("looks at init and ephemeral containers, and at nothing where a list is empty", () => {
    const pod = given("Pod", (object) => {
      object.spec.containers = [];
      object.spec.initContainers = [{ name: "init" }];
      object.spec.ephemeralContainers = [{ name: "debug" }];
    });
    expect(violations(rule, pod).map(({ container, field }) => [container, field])).to.deep.equal([
      ["init", "spec.initContainers[0].securityContext.readOnlyRootFilesystem"],
      ["debug", "spec.ephemeralContainers[0].securityContext.readOnlyRootFilesystem"],
    ]);
  });

  it("asks nothing of a pod on Windows, which cannot have the field", () => {
    for (const kind of workloadKinds) {
      const windows = given(kind, (object) => {
        podOf(object).os = { name: "windows" };
        podOf(object).containers[0].securityContext = {};
      });
      expect(violations(rule, windows), kind).to.have.length(0);
    }
  });

  it("mends the containers of all lists, and nothing else", () => {
    const withRoot = (securityContext: object) =>
      given("CronJob", (object) => {
        const pod = podOf(object);
        pod.initContainers = [{ name: "init", securityContext: { ...securityContext } }];
        pod.ephemeralContainers = [{ name: "debug", securityContext: { ...securityContext } }];
      });
    const broken = withRoot({});
    expect(violations(rule, broken)).to.have.length(2);
    expect(rule.mend?.(broken)).to.deep.equal(withRoot({ readOnlyRootFilesystem: true }));
    expect(broken).to.deep.equal(withRoot({}));
  });
});
