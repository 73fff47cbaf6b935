import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Namespace, PersistentVolumeClaim, Pod, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { expect } from "chai";
import {
  controlPlaneStatus,
  crashComponent,
  startControlPlane,
  stopControlPlane,
  type ControlPlane,
} from "../../local/cluster/controlPlane";
import { ensureTools } from "../../local/toolchain/build";
import { claim, deployment, smallStack, type Variant } from "./providerPrograms";
import { detailedDiff, kubectlOf, operations, providerStack, type Program, type ProviderStack } from "./providerStack";

const quiet = (): void => undefined;

describe("the Kubernetes provider stand-in, under the real engine", function () {
  this.timeout(120_000);

  const folder = mkdtempSync(join(tmpdir(), "kubernetes-provider-"));
  const home = join(folder, "cluster");
  let controlPlane: ControlPlane;
  let pulumi: string;
  let kubectl: (...args: string[]) => string;
  const stackFor = (name: string, config: Record<string, string> = {}): Promise<ProviderStack> =>
    providerStack({ folder: join(folder, name), name, kubeconfig: controlPlane.kubeconfig, pulumi, config });

  before(async function () {
    this.timeout(900_000);
    const tools = await ensureTools(["pulumi", "kubectl"], console.log);
    pulumi = tools.pulumi;
    controlPlane = await startControlPlane({ home, report: quiet });
    kubectl = kubectlOf(tools.kubectl, controlPlane.kubeconfig);
  });

  after(async () => {
    await stopControlPlane({ home, report: quiet, wipe: true });
    rmSync(folder, { recursive: true, force: true });
  });

  describe("a stack's life", () => {
    const namespace = "life";
    const password = "correct-horse-battery";
    let stack: ProviderStack;
    const program = (variant: Variant = {}): Program => smallStack(namespace, password, variant);

    before(async () => {
      stack = await stackFor("life", { "kubernetes:enableSecretMutable": "true" });
    });

    it("creates objects, waits for the rollout, and finds nothing to do the second time", async () => {
      const first = await stack.run("up", program());
      expect(first.ok, first.output).to.equal(true);
      expect(
        kubectl("get", "deployment", "web", "-n", namespace, "-o", "jsonpath={.status.availableReplicas}"),
      ).to.equal("1");
      expect(kubectl("get", "configmap", "-n", namespace, "-o", "name")).to.match(/chosen-name-[0-9a-f]{8}/);

      const second = await stack.run("up", program());
      expect(second.changes).to.deep.equal({ same: 7 });
    });

    it("keeps a Secret's values out of the state and of everything the engine shows", async () => {
      const { output, events } = await stack.run("up", program({ login: { "not a key": password } }));
      const encoded = Buffer.from(password).toString("base64");
      expect(output).to.match(/not a key/);
      for (const place of [stack.state(), output, JSON.stringify(events)]) {
        expect(place).not.to.contain(password);
        expect(place).not.to.contain(encoded);
      }
      expect(kubectl("get", "secret", "login", "-n", namespace, "-o", "jsonpath={.data.password}")).to.equal(encoded);
    });

    it("updates in place what can be, by the path that changed, and removes what is no longer declared", async () => {
      const { ok, output, events } = await stack.run("up", program({ replicas: 2, notes: {} }));
      expect(ok, output).to.equal(true);
      expect(detailedDiff(events, "Deployment")).to.deep.equal({ "spec.replicas": "update" });
      expect(kubectl("get", "deployment", "web", "-n", namespace, "-o", "jsonpath={.spec.replicas}")).to.equal("2");
      expect(
        kubectl("get", "configmap", "-n", namespace, "-o", "jsonpath={.items[*].metadata.annotations}"),
      ).not.to.contain("keep");
    });

    it("replaces an object of a fixed name, the old one first, when an immutable field changes", async () => {
      const { ok, output, events } = await stack.run(
        "up",
        program({ replicas: 2, notes: {}, app: "site", priority: 20 }),
      );
      expect(ok, output).to.equal(true);
      expect(operations(events, "Deployment")).to.deep.equal(["delete-replaced", "replace", "create-replacement"]);
      expect(detailedDiff(events, "Deployment")).to.include({ "spec.selector.matchLabels.app": "update-replace" });
      // The API server alone knows that this one cannot change.
      expect(detailedDiff(events, "PriorityClass")).to.deep.equal({ value: "update-replace" });
    });

    it("shows what was edited in the cluster, refuses to overwrite it unasked, and adopts it when told to", async () => {
      kubectl("scale", "deployment", "web", "-n", namespace, "--replicas=3");
      const refreshed = await stack.run("refresh", program({ replicas: 2, notes: {}, app: "site", priority: 20 }));
      expect(refreshed.changes).to.include({ update: 1 });
      expect(detailedDiff(refreshed.events, "Deployment")).to.have.property("spec.replicas");

      const conflict = await stack.run("up", program({ replicas: 2, notes: {}, app: "site", priority: 20 }));
      expect(conflict.ok).to.equal(false);
      expect(conflict.output)
        .to.match(/Deployment life\/web .*conflict with "kubectl".*\.spec\.replicas/s)
        .and.contain("pulumi.com/patchForce");

      const annotations = { "pulumi.com/patchForce": "true" };
      const forced = await stack.run("up", program({ replicas: 2, notes: {}, app: "site", priority: 20, annotations }));
      expect(forced.ok, forced.output).to.equal(true);
      expect(kubectl("get", "deployment", "web", "-n", namespace, "-o", "jsonpath={.spec.replicas}")).to.equal("2");
    });

    it("deletes the namespace last and waits until it is gone", async () => {
      kubectl("patch", "secret", "login", "-n", namespace, "-p", '{"metadata":{"finalizers":["example.com/hold"]}}');
      const release = sleep(3_000).then(() =>
        kubectl("patch", "secret", "login", "-n", namespace, "--type=merge", "-p", '{"metadata":{"finalizers":null}}'),
      );
      const { ok, output, seconds } = await stack.run("destroy");
      await release;
      expect(ok, output).to.equal(true);
      expect(seconds).to.be.greaterThan(3);
      expect(kubectl("get", "namespace", namespace, "--ignore-not-found")).to.equal("");
    });
  });

  describe("what the API server refuses", () => {
    const namespace = "strict";
    let stack: ProviderStack;
    const inNamespace = (more: () => void) => (): Promise<void> => {
      const labels = {
        "pod-security.kubernetes.io/enforce": "baseline",
        "pod-security.kubernetes.io/warn": "restricted",
      };
      const dependsOn = new Namespace("ns", { metadata: { name: namespace, labels } });
      new ResourceQuota(
        "quota",
        { metadata: { name: "quota", namespace }, spec: { hard: { "requests.storage": "1Gi" } } },
        { dependsOn },
      );
      more();
      return Promise.resolve();
    };

    before(async () => {
      stack = await stackFor("strict");
      const { ok, output } = await stack.run("up", inNamespace(quiet));
      expect(ok, output).to.equal(true);
    });

    it("shows at the preview: a quota that is exceeded", async () => {
      const { ok, output } = await stack.run(
        "preview",
        inNamespace(() => new PersistentVolumeClaim("big", claim("big", namespace, "2Gi"))),
      );
      expect(ok).to.equal(false);
      expect(output)
        .to.match(/PersistentVolumeClaim strict\/big could not be created: .*exceeded quota/)
        .and.contain("Raise the quota");
    });

    it("shows at the preview: a Pod that the namespace's Pod Security level forbids", async () => {
      const { ok, output } = await stack.run(
        "preview",
        inNamespace(() => {
          const containers = [{ name: "main", image: "example", securityContext: { privileged: true } }];
          new Pod("privileged", { metadata: { name: "privileged", namespace }, spec: { containers } });
        }),
      );
      expect(ok).to.equal(false);
      expect(output).to.match(/Pod strict\/privileged could not be created: .*violates PodSecurity "baseline/);
    });

    it("shows the API server's warnings at the resource", async () => {
      const { ok, output } = await stack.run(
        "preview",
        inNamespace(() => new Deployment("lax", deployment("lax", namespace))),
      );
      expect(ok, output).to.equal(true);
      expect(output).to.match(/warning: would violate PodSecurity "restricted/);
    });

    it("names every input that is wrong by its path", async () => {
      const { ok, output } = await stack.run(
        "preview",
        inNamespace(
          () => new ConfigMap("bad", { metadata: { namespace, labels: { number: 1 as unknown as string } } }),
        ),
      );
      expect(ok).to.equal(false);
      expect(output).to.match(/metadata\.labels\["number"\].*must be a text/s);
    });

    it("does not take over an object that it did not create, and says how to adopt it", async () => {
      kubectl("create", "configmap", "theirs", "-n", namespace, "--from-literal=a=1");
      const theirs = (opts?: CustomResourceOptions): (() => Promise<void>) =>
        inNamespace(() => new ConfigMap("theirs", { metadata: { name: "theirs", namespace }, data: { a: "1" } }, opts));
      const refused = await stack.run("up", theirs());
      expect(refused.ok).to.equal(false);
      expect(refused.output).to.contain("pulumi import kubernetes:core/v1:ConfigMap theirs strict/theirs");

      const imported = await stack.run("up", theirs({ import: "strict/theirs" }));
      expect(imported.ok, imported.output).to.equal(true);
      const after = await stack.run("preview", theirs());
      expect(after.ok, after.output).to.equal(true);
      expect(after.changes).to.deep.equal({ same: 4 });
    });
  });

  describe("when things go wrong", () => {
    const namespace = "trouble";
    let stack: ProviderStack;
    const withWeb =
      (cpu: string, timeout = "5s") =>
      (): Promise<void> => {
        const dependsOn = new Namespace("ns", { metadata: { name: namespace } });
        const customTimeouts = { create: timeout, update: timeout };
        new Deployment("web", deployment("web", namespace, { cpu }), { dependsOn, customTimeouts });
        return Promise.resolve();
      };

    before(async () => {
      stack = await stackFor("trouble");
    });

    it("ends a rollout that cannot succeed within its time, with the cluster's reason; the next run repairs it", async () => {
      const { ok, output, seconds } = await stack.run("up", withWeb("1000"));
      expect(ok).to.equal(false);
      expect(output)
        .to.match(/Deployment trouble\/web is not ready within 5 s/)
        .and.match(/Unschedulable: .*Insufficient cpu/);
      expect(seconds).to.be.lessThan(20);

      const repaired = await stack.run("up", withWeb("10m", "60s"));
      expect(repaired.ok, repaired.output).to.equal(true);
      expect(repaired.changes).to.deep.equal({ same: 2, update: 1 });
    });

    it("stops waiting at once when cancelled, and the next run goes on", async () => {
      const abort = new AbortController();
      setTimeout(() => {
        abort.abort();
      }, 4_500);
      const { ok, output, seconds } = await stack.run("up", withWeb("1000", "100s"), abort.signal);
      expect(ok).to.equal(false);
      expect(output).to.contain("cancelled before it was ready");
      expect(seconds).to.be.lessThan(15);
      expect(stack.plugins()).to.deep.equal([]);
      const next = await stack.run("up", withWeb("10m", "60s"));
      expect(next.ok, next.output).to.equal(true);
    });

    it("leaves no plugin behind when the engine is killed, and the next run knows the object it made", async () => {
      const running = stack.run("up", () => {
        const annotations = { "pulumi.com/timeoutSeconds": "100" };
        new Deployment("late", deployment("late", namespace, { cpu: "1000", annotations }));
        return Promise.resolve();
      });
      await until("deployment/late");
      stack.killEngine();
      expect((await running).ok).to.equal(false);
      await sleep(1_000);
      expect(stack.plugins()).to.deep.equal([]);
      await stack.unlock();

      const next = await stack.run("up", async () => {
        await withWeb("10m", "60s")();
        new Deployment("late", deployment("late", namespace));
      });
      expect(next.ok, next.output).to.equal(true);
      expect(next.changes).to.include({ create: 1 });
    });

    it("survives a restart of the API server in the middle of an update", async () => {
      const running = stack.run("up", withMaps(40));
      await until("configmap/map-3");
      await crashComponent({ home, name: "kube-apiserver" });
      expect(stack.plugins(), "the update is not over").not.to.deep.equal([]);
      await startControlPlane({ home, report: quiet });
      const { ok, output } = await running;
      expect(ok, output).to.equal(true);
    });

    it("ends clearly when the API server stays away, and the next run completes", async () => {
      await crashComponent({ home, name: "kube-apiserver" });
      const { ok, output, seconds } = await stack.run("up", withMaps(42));
      expect(ok).to.equal(false);
      expect(output).to.contain(`cannot reach the Kubernetes API server at ${controlPlane.server}: connection refused`);
      expect(output).not.to.match(/\n\s+at .*\.ts:\d/);
      expect(seconds).to.be.lessThan(40);

      const preview = await stack.run("preview", withMaps(42));
      expect(preview.ok, preview.output).to.equal(true);
      expect(preview.output).to.contain("not checked by the API server");

      await startControlPlane({ home, report: quiet });
      expect((await controlPlaneStatus({ home })).healthy).to.equal(true);
      const next = await stack.run("up", withMaps(42));
      expect(next.ok, next.output).to.equal(true);
      expect(next.changes).to.include({ create: 2 });
    });

    /** Waits until an object is there. */
    async function until(object: string): Promise<void> {
      while (kubectl("get", object, "-n", namespace, "--ignore-not-found", "-o", "name") === "") await sleep(50);
    }

    /** One object after the other, so that the run is long enough to be disturbed. */
    function withMaps(count: number): () => Promise<void> {
      return async () => {
        await withWeb("10m", "60s")();
        let previous: ConfigMap | undefined;
        for (let i = 0; i < count; i++) {
          const args = { metadata: { name: `map-${i}`, namespace }, data: { a: "1" } };
          previous = new ConfigMap(`map-${i}`, args, previous && { dependsOn: previous });
        }
      };
    }
  });
});
