import { expect } from "chai";
import type { KubernetesObject } from "../../policies/kubernetesObject";
import { given, podOf } from "../policies/given";
import { eventually, kubectlFor } from "./kubectl";
import { LocalStack } from "./localStack";

const namespace = "orchestrix-pilot";

/** The rules that spoke, each with how seriously it meant it, as the engine prints them. */
function remarksIn(output: string): string[] {
  const found = [...output.matchAll(/- \[(\w+)\].*?\s([\w-]+) {2}\(/g)].map(([, level, rule]) => `${level} ${rule}`);
  return [...new Set(found)].sort();
}

/** A stack with a control plane for the tests of a suite. */
function started(stack: LocalStack): LocalStack {
  before(async function () {
    // The toolchain may have to be built first.
    this.timeout(30 * 60_000);
    await stack.start();
  });
  after(() => stack.stop());
  return stack;
}

function areAllEvaluated(stack: LocalStack, expected: readonly string[]): void {
  async function preview(): Promise<void> {
    await stack.run("preview");
    expect(stack.output).to.match(/orchestrix-hardening@v/);
    expect(stack.output).not.to.include("can't run");
    expect(remarksIn(stack.output)).to.deep.equal(expected);
  }

  it("judge all of it, and refuse nothing, before anything exists", preview);

  it("judge all of it, and refuse nothing, when it is there", async () => {
    stack.configure({ "application.image": `docker.io/agentic/research-engine:1.0.0@sha256:${"1".repeat(64)}` });
    await stack.run("up");
    await preview();
  });
}

describe("the policies on stack prod", function () {
  this.timeout(120_000);
  // What it cannot keep yet has exceptions.
  areAllEvaluated(started(new LocalStack("prod")), []);
});

describe("the policies on stack local", function () {
  this.timeout(120_000);
  const stack = started(new LocalStack());
  // It cannot keep this yet.
  areAllEvaluated(stack, ["advisory claim-backup"]);

  const exception = (rule: string, object: string) => {
    return { rule, object, reason: "shows what an exception does", owner: "platform", expires: "2999-12-31" };
  };

  /** What the API server answers to a Deployment that breaks a rule. */
  async function answer(name: string): Promise<string> {
    const writable: KubernetesObject = given("Deployment", (object) => {
      object.metadata = { name, namespace };
      podOf(object).containers[0].securityContext.readOnlyRootFilesystem = false;
    });
    const kubectl = await kubectlFor(process.env.KUBECONFIG ?? "");
    const { stdout, stderr } = await kubectl.run(["apply", "--dry-run=server", "--filename=-"], writable);
    return stdout + stderr;
  }

  /** The API server notices what was changed a moment later. */
  async function answersTo(name: string, expected: RegExp): Promise<void> {
    await eventually(async () => {
      expect(await answer(name)).to.match(expected);
    });
  }
  const refused = /denied request: read-only-root-filesystem: container app, .* Set it to true/;
  const accepted = /^deployment.apps\/\w+ created \(server dry run\)\n$/;

  it("refuse at the API server what breaks a rule", () => answersTo("app", refused));

  it("let an object with an exception pass there, and no other", async () => {
    stack.configure({
      "policy.exceptions": [exception("read-only-root-filesystem", `Deployment/${namespace}/excepted`)],
    });
    await stack.run("up");
    await answersTo("excepted", accepted);
    await answersTo("app", refused);
  });

  it("are not weakened there without an exception that says why", async () => {
    stack.configure({ admission: "warn" });
    const { message } = await stack.failure("up");
    expect(message).to.match(
      /^up of stack local failed: Namespace .* breaks policy admission-policies: .* a binding with the action Deny/,
    );
  });

  it("only warn there where they are set to", async () => {
    stack.configure({ "policy.exceptions": [exception("admission-policies", `Namespace//${namespace}`)] });
    await stack.run("up");
    await answersTo(
      "app",
      /^deployment.apps\/app created[^]*Warning: Validation failed for ValidatingAdmissionPolicy .*read-only-root-filesystem/,
    );
  });

  it("are gone there where they are switched off, and come back", async () => {
    stack.configure({ admission: "off" });
    await stack.run("up");
    await answersTo("app", accepted);
    stack.configure({ admission: "enforce" });
    await stack.run("up");
    await answersTo("app", refused);
  });

  it("accept in one update an object and the exception that it needs", async () => {
    const deployments = ["episodic-memory", "reputation-service"].map((each) => `Deployment/${namespace}/${each}`);
    stack.configure({
      "application.image": `registry.example.com/research-engine:1.0.0@sha256:${"2".repeat(64)}`,
      "policy.exceptions": deployments.map((object) => exception("image-registry", object)),
    });
    await stack.run("up");
    const { spec } = await stack.object("deployment", "episodic-memory");
    expect(podOf({ spec }).containers[0].image).to.match(/^registry.example.com/);
  });

  it("do not hold up the rollout that replaces what they refuse now", async () => {
    const image = `docker.io/agentic/research-engine:1.0.0@sha256:${"3".repeat(64)}`;
    stack.configure({ "application.image": image, "policy.exceptions": [] });
    await stack.run("up");
    await stack.rollout("deployment/episodic-memory");
  });
});
