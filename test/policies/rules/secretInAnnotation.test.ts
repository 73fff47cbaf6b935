import { expect } from "chai";
import { secretInAnnotation as rule } from "../../../policies/rules/secretInAnnotation";
import { innocentAnnotations, secretAnnotations } from "../corpus/texts";
import { given, object, violations, workloadKinds } from "../given";

const annotated = (annotations: unknown) => object("v1", "Service", { spec: {} }, { annotations });

describe("policy secret-in-annotation", () => {
  for (const [what, annotations] of Object.entries(secretAnnotations)) {
    it(`finds ${what}`, () => {
      expect(violations(rule, annotated(annotations)).map(({ message }) => message)).to.deep.equal([
        `secret-in-annotation: metadata.annotations: there is a secret in ${Object.keys(annotations).join()}. Move it ` +
          "to a Secret and refer to it; change what was readable here.",
      ]);
    });
  }

  it("raises no alarm for checksums, references, names of Secrets and what kubectl remembers", () => {
    for (const annotations of [...innocentAnnotations, undefined, null]) {
      expect(violations(rule, annotated(annotations)), JSON.stringify(annotations)).to.have.length(0);
    }
  });

  it("looks into the templates of every kind", () => {
    const secret = { annotations: { "example.com/password": "hunter2" } };
    for (const kind of workloadKinds) {
      const workload = given(kind, ({ spec, metadata }) => {
        const template = kind === "CronJob" ? spec.jobTemplate.spec.template : spec.template;
        Object.assign(template?.metadata ?? metadata, secret);
      });
      expect(violations(rule, workload), kind).to.have.length(1);
      expect(violations(rule, given(kind)), kind).to.have.length(0);
    }
    const cronJob = given("CronJob", ({ spec }) => (spec.jobTemplate.metadata = secret));
    expect(violations(rule, cronJob)).to.have.length(1);
  });

  it("looks at the objects without pods too", () => {
    for (const [apiVersion, kind] of [
      ["v1", "ConfigMap"],
      ["v1", "ServiceAccount"],
      ["rbac.authorization.k8s.io/v1", "Role"],
      ["networking.k8s.io/v1", "Ingress"],
    ]) {
      const broken = object(apiVersion, kind, {}, { annotations: { "example.com/password": "hunter2" } });
      expect(violations(rule, broken), kind).to.have.length(1);
    }
  });
});
