import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startControlPlane, stopControlPlane } from "../../local/cluster/controlPlane";
import { readStackConfig } from "../../operations/project";
import { renderObjects } from "../../operations/render";
import { admissionPolicies } from "../../policies/admission";
import type { KubernetesObject } from "../../policies/kubernetesObject";
import { ExaminedObject } from "../../policies/objectRules";
import { defaultParameters } from "../../policies/parameters";
import { objectRules } from "../../policies/rules";
import { compliantObjects, objectBreakages } from "../policies/corpus/objects";
import { podBreakages } from "../policies/corpus/pods";
import { given, namespace, podOf, workloadKinds } from "../policies/given";
import { eventually, type Kubectl, kubectlFor } from "./kubectl";

/** An object that is put to both gates, under a name of its own. */
interface Case {
  readonly what: string;
  readonly object: KubernetesObject;
}

const exception = {
  rule: "read-only-root-filesystem",
  object: "Deployment/checked/excepted",
  reason: "shows that both gates know exceptions",
  owner: "platform",
  expires: "2999-12-31",
};
const context = { parameters: defaultParameters, exceptions: [exception] };

const brokenPods: Case[] = podBreakages.flatMap(({ what, change, kinds = workloadKinds }) =>
  kinds.map((kind) => ({
    what: `${kind}: ${what}`,
    object: given(kind, (object) => {
      change(podOf(object));
    }),
  })),
);

/** Cluster-wide kinds are the preview's alone: a namespace's stack refuses nothing outside of it. */
const inNamespace = ({ object }: Case) => object.metadata.namespace !== undefined;

describe("what the preview refuses, the API server refuses, with the same text", function () {
  this.timeout(240_000);
  const home = mkdtempSync(join(tmpdir(), "orchestrix-gates-"));
  const report = () => undefined;
  let kubectl: Kubectl;

  before(async function () {
    this.timeout(30 * 60_000);
    kubectl = await kubectlFor((await startControlPlane({ home, report })).kubeconfig);
    // Pod Security stands aside, so that only the policies speak.
    const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
    await kubectl.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } });
    const metadata = { name: "app", namespace };
    await kubectl.apply({ apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false });
    const admission = { apiVersion: "admissionregistration.k8s.io/v1" };
    for (const { name, policy, binding } of admissionPolicies(objectRules, context, namespace, "enforce")) {
      await kubectl.apply(
        { ...admission, kind: "ValidatingAdmissionPolicy", metadata: { name }, spec: policy },
        { ...admission, kind: "ValidatingAdmissionPolicyBinding", metadata: { name }, spec: binding },
      );
    }
    const broken = given("Deployment", (object) => {
      podOf(object).hostNetwork = true;
    });
    await eventually(async () => {
      expect(await refusals([{ what: "probe", object: broken }])).to.have.length(1);
    });
  });

  after(async () => {
    await stopControlPlane({ home, report, wipe: true });
  });

  /** What the API server answers to a dry run of each object: "" where it accepts. */
  async function refusals(cases: readonly Case[]): Promise<string[]> {
    const items = cases.map(({ object }, index) => ({
      ...object,
      metadata: { ...object.metadata, name: nameOf(object, index) },
    }));
    const list = { apiVersion: "v1", kind: "List", items };
    const { stderr } = await kubectl.run(
      ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "--filename=-"],
      list,
    );
    const answers = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Warning:"));
    const found = items.map(({ metadata: { name } }) => answers.filter((line) => line.includes(`"${name}"`)).join(" "));
    const unexplained = answers.filter((line) => !items.some(({ metadata: { name } }) => line.includes(`"${name}"`)));
    expect(unexplained).to.deep.equal([]);
    return found.map((answer) => answer.replace(/^.*?denied request: /, ""));
  }

  /** A name that tells the answers apart; where rules look at the name it stays. */
  function nameOf({ metadata }: KubernetesObject, index: number): string {
    return metadata.name === "app" ? `app-${index}` : (metadata.name ?? "");
  }

  /** What the preview says. */
  const previewed = ({ object }: Case): string =>
    objectRules
      .flatMap((rule) => new ExaminedObject(object, context).violations(rule).map(({ message }) => message))
      .join("; ");

  async function agree(cases: readonly Case[]): Promise<void> {
    const answers = await refusals(cases);
    const differences = cases.flatMap((one, index) => {
      const preview = previewed(one);
      return answers[index] === preview ? [] : [{ what: one.what, preview, admission: answers[index] }];
    });
    expect(differences, JSON.stringify(differences.slice(0, 5), null, 1)).to.deep.equal([]);
  }

  it("compiles every expression without a warning of the type checker", async () => {
    const { items } = await kubectl.get<{
      items: { metadata: { name: string }; status?: { typeChecking?: object } }[];
    }>("validatingadmissionpolicies");
    expect(items).to.have.length.above(0);
    for (const { metadata, status } of items) {
      expect(status?.typeChecking ?? {}, metadata.name).to.deep.equal({});
    }
  });

  it("accepts compliant objects of every kind with pods", async () => {
    const cases = workloadKinds.map((kind) => ({ what: kind, object: given(kind) }));
    expect(cases.map(previewed)).to.deep.equal(cases.map(() => ""));
    await agree(cases);
  });

  it(`refuses ${brokenPods.length} pods and templates with one broken field each`, async () => {
    for (const one of brokenPods) expect(previewed(one), one.what).not.to.equal("");
    await agree(brokenPods);
  });

  it(`refuses ${objectBreakages.length} other objects with one broken field each`, async () => {
    await agree(objectBreakages.filter(inNamespace));
  });

  it("accepts what only looks as if it were broken", async () => {
    await agree(compliantObjects.map((object) => ({ what: object.kind, object })).filter(inNamespace));
  });

  it("accepts production as it is rendered, and refuses it with one broken field", async () => {
    const objects = await renderObjects("prod", readStackConfig("prod"), "redacted");
    const judged = objects
      .filter(({ kind, metadata }) => metadata.namespace !== undefined && kind !== "Secret")
      .map((object) => ({ what: object.kind, object: { ...object, metadata: { ...object.metadata, namespace } } }));
    expect(judged.map(previewed)).to.deep.equal(judged.map(() => ""));
    await agree(judged);
    const workloads = judged.filter(({ object }) => workloadKinds.includes(object.kind));
    const broken = podBreakages.map(({ what, change, kinds = workloadKinds }, index) => {
      const candidates = workloads.filter(({ object }) => kinds.includes(object.kind));
      const object = structuredClone(candidates[index % candidates.length].object);
      // Some ways replace the volumes, which mounts must name, or copy the container to an init container without hooks.
      const [container] = podOf(object).containers;
      delete container.volumeMounts;
      delete container.lifecycle;
      change(podOf(object));
      return { what, object: { ...object, metadata: { ...object.metadata, name: "app" } } };
    });
    for (const one of broken) expect(previewed(one), one.what).not.to.equal("");
    await agree(broken);
  });

  it("lets an excepted object break its rule, and no other object", async () => {
    const writable = (name: string) => ({
      what: name,
      object: given("Deployment", (object) => {
        object.metadata.name = name;
        podOf(object).containers[0].securityContext.readOnlyRootFilesystem = false;
      }),
    });
    const [excepted, other] = await refusals([writable("excepted"), writable("other")]);
    expect(excepted).to.equal("");
    expect(other).to.match(/^read-only-root-filesystem: container app/);
    await agree([writable("excepted"), writable("other")]);
  });

  it("refuses an ephemeral container in a running pod", async () => {
    const { object } = { object: given("Pod") };
    await kubectl.apply(object);
    const debug = { name: "debug", image: "docker.io/library/busybox:1.36", targetContainerName: "app" };
    const patch = JSON.stringify({ spec: { ephemeralContainers: [debug] } });
    const arguments_ = ["--namespace", namespace, "patch", "pod", "app", "--subresource=ephemeralcontainers"];
    const { stderr } = await kubectl.run([...arguments_, "--type=strategic", "--patch", patch]);
    expect(stderr).to.include("denied request").and.include("container debug");
  });

  it("does not hold up what was there before: its labels, its finalizers, its end", async () => {
    const elsewhere = "unchecked";
    await kubectl.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: elsewhere } });
    const legacy = (labels: object) => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "legacy", namespace: elsewhere, labels },
      spec: {
        selector: { matchLabels: { app: "legacy" } },
        template: { metadata: { labels: { app: "legacy" } }, spec: { containers: [{ name: "c", image: "redis" }] } },
      },
    });
    await kubectl.apply(legacy({}));
    for (const { name, policy, binding } of admissionPolicies(objectRules, context, elsewhere, "enforce")) {
      const admission = { apiVersion: "admissionregistration.k8s.io/v1", metadata: { name } };
      await kubectl.apply(
        { ...admission, kind: "ValidatingAdmissionPolicy", spec: policy },
        { ...admission, kind: "ValidatingAdmissionPolicyBinding", spec: binding },
      );
    }
    const deployment = ["deployment", "legacy", "--namespace", elsewhere];
    let attempt = 0;
    await eventually(async () => {
      // Another image each time: one that was accepted before the policies took effect would change nothing.
      attempt += 1;
      const { stderr } = await kubectl.run(["set", "image", ...deployment, `c=nginx:${attempt}`]);
      expect(stderr).to.include("denied request");
    });
    const { status, stderr } = await kubectl.run(["label", ...deployment, "team=platform"]);
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    expect((await kubectl.run(["delete", ...deployment, "--timeout=30s"])).status).to.equal(0);
  });
});
