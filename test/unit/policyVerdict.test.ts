import type { PolicyEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { PolicyVerdict } from "../../operations/policyVerdict";

// What the engine of version 3.259 showed. It has another name for the level than the SDK's type.
const advisory = "advisory" as PolicyEvent["enforcementLevel"];

const said: PolicyEvent = {
  resourceUrn: "urn:pulumi:dev::another::kubernetes:apps/v1:Deployment::deployment",
  message:
    "Containers have a read-only root file system. Hardening checklist: Security contexts properly configured.\n" +
    "read-only-root-filesystem: container app, securityContext.readOnlyRootFilesystem: the root file system is " +
    "writable. Set it to true, and mount an emptyDir where the container writes.\n",
  color: "never",
  policyName: "read-only-root-filesystem",
  policyPackName: "orchestrix-hardening",
  policyPackVersion: "0.1.0",
  policyPackVersionTag: "0.1.0",
  enforcementLevel: "mandatory",
};

/** A rule met a value that is not known yet. */
const unjudged: PolicyEvent = {
  ...said,
  message:
    "can't run policy 'image-digest' from policy pack 'orchestrix-hardening@v0.1.0' during preview: string value at " +
    ".spec.template.spec.containers.0.image can't be known during preview\n",
  policyName: "image-digest",
  enforcementLevel: advisory,
};

function verdictOn(...events: PolicyEvent[]): string | undefined {
  const verdict = new PolicyVerdict();
  for (const policyEvent of events) verdict.hear({ sequence: 1, timestamp: 1, policyEvent });
  return verdict.refusal;
}

describe("the verdict of the policies", () => {
  it("is no refusal where nothing is said, or only advice is given", () => {
    expect(verdictOn()).to.equal(undefined);
    expect(verdictOn({ ...said, enforcementLevel: advisory })).to.equal(undefined);
    const verdict = new PolicyVerdict();
    verdict.hear({ sequence: 1, timestamp: 1, stdoutEvent: { message: "mandatory", color: "never" } });
    expect(verdict.refusal).to.equal(undefined);
  });

  it("is a refusal, in the rule's words, where a mandatory rule is broken", () => {
    expect(verdictOn(said)).to.equal(
      "Deployment deployment breaks policy read-only-root-filesystem: container app, " +
        "securityContext.readOnlyRootFilesystem: the root file system is writable. Set it to true, and mount an emptyDir where the container writes.",
    );
  });

  it("is a refusal where a rule could not be evaluated, though the engine calls that advice", () => {
    expect(verdictOn(unjudged)).to.match(
      /^policy image-digest could not be evaluated on Deployment deployment: can't run policy 'image-digest'/,
    );
  });

  it("counts what it does not repeat", () => {
    expect(verdictOn({ ...said, enforcementLevel: advisory }, said, unjudged, unjudged)).to.match(
      /^Deployment deployment breaks policy read-only-root-filesystem: .*\(and 2 more, see above\)$/,
    );
  });
});
