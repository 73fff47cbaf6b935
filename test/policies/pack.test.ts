import { expect } from "chai";
import {
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  unknownCheckingProxy,
  UnknownValueError,
} from "@pulumi/policy";
import { policiesOf } from "../../policies/pack";
import { objectOf } from "../../policies/pulumiResource";
import type { StackRule } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { imageRegistry } from "../../policies/rules/imageRegistry";
import { privilegeEscalation } from "../../policies/rules/privilegeEscalation";
import { readOnlyRootFilesystem } from "../../policies/rules/readOnlyRootFilesystem";
import { given, podOf } from "./given";

/** What the engine sends for a string that is not known yet (@pulumi/policy, proxy.ts). */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The arguments by which Pulumi asks about a resource, some of whose values may be unknown. */
function asked(object: any, config: object = {}): ResourceValidationArgs {
  const { apiVersion, kind, ...props } = object;
  const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
  const urn = `urn:pulumi:test::test::${type}::${Math.random()}`;
  return { type, urn, name: "app", props: unknownCheckingProxy(props), getConfig: () => config } as never;
}

function reports(policy: ResourceValidationPolicy, args: ResourceValidationArgs): string[] {
  const messages: string[] = [];
  const report = (message: string) => {
    messages.push(message);
  };
  (policy.validateResource as (...given: unknown[]) => void)(args, report);
  return messages;
}

const [registry, readOnly] = policiesOf([imageRegistry, readOnlyRootFilesystem]) as ResourceValidationPolicy[];

const { id, title, checklist, severity, frameworks, remedy } = readOnlyRootFilesystem;
const described = { id, title, checklist, severity, frameworks, remedy };

const writable = () =>
  given("Deployment", (object) => {
    podOf(object).containers[0].securityContext.readOnlyRootFilesystem = false;
  });

describe("the policy pack", () => {
  it("describes every rule: its line of the checklist, severity, framework and remedy", () => {
    for (const policy of policiesOf(rules)) {
      expect(policy.description, policy.name).to.match(/\. (?:Hardening|Beyond the) checklist: .+\.$/);
      expect(policy.severity, policy.name).to.be.oneOf(["low", "medium", "high", "critical"]);
      expect(policy.remediationSteps, policy.name).to.match(/\.$/);
      expect(policy.enforcementLevel, policy.name).to.equal("mandatory");
    }
    expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length);
  });

  it("reports a violation of a resource, and none of a compliant one or one of another provider", () => {
    expect(reports(readOnly, asked(writable()))).to.have.length(1);
    expect(reports(readOnly, asked(given("Deployment")))).to.have.length(0);
    const bucket = { ...asked(writable()), type: "aws:s3/bucket:Bucket" };
    expect(reports(readOnly, bucket)).to.have.length(0);
  });

  it("cannot judge a value that is not known yet, and says so instead of passing", () => {
    const image = given("Deployment", (object) => {
      podOf(object).containers[0].image = unknownString;
    });
    expect(() => reports(registry, asked(image))).to.throw(UnknownValueError);
    expect(reports(readOnly, asked(image)), "the rest is judged").to.have.length(0);
  });

  it("judges a Secret whose values are not known yet", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "app", namespace: "checked" },
      data: unknownString,
    };
    expect(reports(readOnly, asked(secret))).to.have.length(0);
  });

  it("takes parameters and exceptions of a rule from the configuration of the pack", () => {
    const deployment = given("Deployment");
    expect(reports(registry, asked(deployment))).to.have.length(0);
    expect(reports(registry, asked(deployment, { registries: ["registry.example.com/"] }))).to.have.length(1);
    const exceptions = [
      { object: "Deployment/checked/app", reason: "moves soon", owner: "platform", expires: "2999-01-01" },
    ];
    expect(reports(readOnly, asked(writable(), { exceptions }))).to.have.length(0);
  });

  it("reports an exception that has expired, whether its object keeps the rule or not", () => {
    const expired = {
      object: "Deployment/checked/app",
      reason: "moves soon",
      owner: "platform",
      expires: "2020-01-01",
    };
    const text = /^exceptions: .*Deployment\/checked\/app: it expired on 2020-01-01 \(owner: platform\)/;
    const [kept, ...none] = reports(readOnly, asked(given("Deployment"), { exceptions: [expired] }));
    expect(kept).to.match(text);
    expect(none).to.have.length(0);
    const broken = reports(readOnly, asked(writable(), { exceptions: [expired] }));
    expect(broken).to.have.length(2);
    expect(reports(readOnly, asked(given("StatefulSet"), { exceptions: [expired] })), "another object").to.have.length(
      0,
    );
  });

  it("names an object that cannot be judged", () => {
    const empty = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "app", namespace: "checked" } };
    expect(() => reports(readOnly, asked(empty))).to.throw("Deployment/checked/app cannot be judged");
  });

  it("mends what a rule can mend, only where it is broken and only there", () => {
    const mended = readOnly.remediateResource?.(asked(writable())) as Record<string, unknown>;
    expect(mended).to.deep.include({ metadata: given("Deployment").metadata, spec: given("Deployment").spec });
    expect(readOnly.remediateResource?.(asked(given("Deployment")))).to.equal(undefined);
    expect(registry.remediateResource).to.equal(undefined);
  });

  it("mends by one rule what another has mended before, and leaves alone what is not known yet", () => {
    const object = writable() as any;
    const [container] = podOf(object).containers;
    container.image = unknownString;
    container.securityContext.allowPrivilegeEscalation = true;
    const args = asked(object);
    for (const rule of policiesOf([readOnlyRootFilesystem, privilegeEscalation]) as ResourceValidationPolicy[]) {
      expect(rule.remediateResource?.(args)).to.equal(args.props);
    }
    const { securityContext } = podOf(given("Deployment")).containers[0];
    expect(container).to.deep.include({ image: unknownString, securityContext });
  });

  it("reports what a rule about the whole finds at the resource that it finds it at", () => {
    const rule: StackRule = {
      ...described,
      check: (stack) =>
        stack.ofKind("Deployment").map((object) => ({ object, field: "spec", problem: "is one of many" })),
    };
    const [policy] = policiesOf([rule]) as StackValidationPolicy[];
    const found: string[] = [];
    const resources = [given("Pod"), given("Deployment")].map((object) => ({ ...asked(object), opts: {} }));
    const report = (message: string, urn?: string) => {
      found.push(`${urn} ${message}`);
    };
    void policy.validateStack({ resources, getConfig: () => ({}) } as never, report);
    expect(found).to.have.length(1);
    expect(found[0]).to.include(resources[1].urn).and.include("is one of many");
  });
});

describe("a Pulumi resource as a Kubernetes object", () => {
  it("has its kind and version from the type", () => {
    expect(objectOf("kubernetes:core/v1:Pod", { metadata: { name: "x" } })).to.deep.equal({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "x" },
    });
    expect(objectOf("kubernetes:rbac.authorization.k8s.io/v1:Role", {})?.apiVersion).to.equal(
      "rbac.authorization.k8s.io/v1",
    );
  });

  it("is none where the resource is a list, a patch, a chart or of another provider", () => {
    for (const type of [
      ...["kubernetes:core/v1:PodList", "kubernetes:apps/v1:DeploymentPatch"],
      ...["kubernetes:helm.sh/v3:Release", "kubernetes:yaml/v2:ConfigFile"],
      ...["kubernetes:yaml:ConfigGroup", "random:index/randomPassword:RandomPassword", "pulumi:pulumi:Stack"],
    ]) {
      expect(objectOf(type, {}), type).to.equal(undefined);
    }
  });
});
