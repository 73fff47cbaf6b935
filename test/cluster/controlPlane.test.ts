import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import {
  type ControlPlane,
  controlPlaneStatus,
  crashComponent,
  startControlPlane,
  stopControlPlane,
} from "../../local/cluster/controlPlane";
import { eventually, type Kubectl, kubectlFor } from "./kubectl";

const image = "registry.invalid/app:1";

describe("the local control plane", function () {
  this.timeout(60_000);

  const home = mkdtempSync(join(tmpdir(), "orchestrix-control-plane-"));
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  let plane: ControlPlane;
  let kubectl: Kubectl;

  before("starts (and builds its tools, if this is the first time)", async function () {
    this.timeout(30 * 60_000);
    plane = await startControlPlane({ home, report });
    kubectl = await kubectlFor(plane.kubeconfig);
  });

  after(async () => {
    await stopControlPlane({ home, report, wipe: true });
  });

  async function namespace(name: string, labels: Record<string, string> = {}): Promise<string> {
    await kubectl.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
    await eventually(async () => {
      await kubectl.get("serviceaccount", "default", `--namespace=${name}`);
    });
    return name;
  }

  async function pids(): Promise<Record<string, number | undefined>> {
    const { components } = await controlPlaneStatus({ home });
    return Object.fromEntries(components.map(({ name, pid }) => [name, pid]));
  }

  it("returns at once when everything runs already", async () => {
    const before = await pids();
    const started = Date.now();
    expect(await startControlPlane({ home, report })).to.deep.equal(plane);
    expect(Date.now() - started).to.be.below(5_000);
    expect(await pids()).to.deep.equal(before);
    expect(lines.at(-1)).to.equal(`control plane at ${plane.server} was running already`);
  });

  it("has three ready nodes in three zones, and credentials for its owner only", async () => {
    const { items } = await kubectl.get<{ items: Node[] }>("nodes");
    const zones = items.map(({ metadata }) => metadata.labels["topology.kubernetes.io/zone"]);
    expect(zones).to.deep.equal(["zone-a", "zone-b", "zone-c"]);
    const sizes = items.map(({ status }) => status.allocatable);
    for (const size of sizes) expect(size).to.include({ cpu: "8", memory: "32Gi", pods: "110" });
    expect(statSync(plane.kubeconfig).mode & 0o777).to.equal(0o600);
    expect(statSync(join(home, "pki")).mode & 0o777).to.equal(0o700);
  });

  it("rolls a Deployment out over the zones, and binds, expands and deletes its claim", async () => {
    const ns = await namespace("rollout");
    await kubectl.apply(claim(ns, "1Gi"), deployment(ns));
    const status = await kubectl.run(["rollout", "status", "deployment/web", `--namespace=${ns}`, "--timeout=20s"]);
    expect(status.stdout).to.contain('deployment "web" successfully rolled out');
    const { items } = await kubectl.get<{ items: Pod[] }>("pods", `--namespace=${ns}`);
    expect(new Set(items.map(({ spec }) => spec.nodeName)).size).to.equal(2);
    expect(new Set(items.map(({ status }) => status.podIP)).size).to.equal(2);

    const read = () => kubectl.get<Claim>("persistentvolumeclaim", "data", `--namespace=${ns}`);
    const bound = await read();
    expect(bound.status).to.deep.include({ phase: "Bound", capacity: { storage: "1Gi" } });

    await kubectl.apply(claim(ns, "3Gi"));
    await eventually(async () => {
      expect((await read()).status.capacity).to.deep.equal({ storage: "3Gi" });
    });
    const volume = ["persistentvolume", bound.spec.volumeName];
    expect((await kubectl.get<Volume>(...volume)).spec.capacity).to.deep.equal({ storage: "3Gi" });

    await kubectl.run(["delete", "deployment/web", "persistentvolumeclaim/data", `--namespace=${ns}`, "--timeout=20s"]);
    await eventually(async () => {
      expect((await kubectl.run(["get", ...volume])).stderr).to.contain("(NotFound)");
    });
  });

  it("gives a pod its readiness back after its node was silent, as a kubelet does", async () => {
    const ns = await namespace("silence");
    await kubectl.apply(pod(ns, "quiet"));
    const ready = ["wait", "--for=condition=Ready", "pod/quiet", `--namespace=${ns}`, "--timeout=20s"];
    expect((await kubectl.run(ready)).stdout).to.equal("pod/quiet condition met\n");
    // What the node controller does to the pods of such a node.
    const taken = JSON.stringify({ status: { conditions: [{ type: "Ready", status: "False" }] } });
    const patch = ["patch", "pod/quiet", `--namespace=${ns}`, "--subresource=status", `--patch=${taken}`];
    expect((await kubectl.run(patch)).status).to.equal(0);
    expect((await kubectl.run(ready)).stdout).to.equal("pod/quiet condition met\n");
  });

  it("completes a Job", async () => {
    const ns = await namespace("jobs");
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "once", image }] } };
    await kubectl.apply({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "once", namespace: ns },
      spec: { template },
    });
    const wait = ["wait", "--for=condition=complete", "job/once", `--namespace=${ns}`, "--timeout=20s"];
    expect((await kubectl.run(wait)).stdout).to.equal("job.batch/once condition met\n");
  });

  it("refuses the pod above a ResourceQuota", async () => {
    const ns = await namespace("quota");
    const spec = { hard: { pods: "1" } };
    const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "one-pod", namespace: ns }, spec };
    await kubectl.apply(quota);
    await eventually(async () => {
      const read = await kubectl.get<{ status: unknown }>("resourcequota", "one-pod", `--namespace=${ns}`);
      expect(read.status).to.deep.equal({ hard: { pods: "1" }, used: { pods: "0" } });
    });
    await kubectl.apply(pod(ns, "first"));
    const second = await kubectl.run(["create", "--filename=-"], pod(ns, "second"));
    expect(second.stderr).to.contain("exceeded quota: one-pod");
  });

  it("refuses a privileged pod where Pod Security says restricted", async () => {
    const ns = await namespace("restricted", { "pod-security.kubernetes.io/enforce": "restricted" });
    const refused = await kubectl.run(["create", "--filename=-"], pod(ns, "root", { privileged: true }));
    expect(refused.stderr).to.contain('violates PodSecurity "restricted:latest": privileged');
  });

  it("refuses what a ValidatingAdmissionPolicy forbids", async () => {
    const ns = await namespace("admission");
    const api = { apiVersion: "admissionregistration.k8s.io/v1", metadata: { name: "no-latest" } };
    const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
    const matchConstraints = { resourceRules: [rule] };
    const expression = "object.spec.containers.all(c, !c.image.endsWith(':latest'))";
    const validations = [{ expression, message: "an image needs a fixed tag" }];
    const matchResources = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": ns } } };
    await kubectl.apply(
      { ...api, kind: "ValidatingAdmissionPolicy", spec: { matchConstraints, validations } },
      {
        ...api,
        kind: "ValidatingAdmissionPolicyBinding",
        spec: { policyName: "no-latest", validationActions: ["Deny"], matchResources },
      },
    );
    const latest = { ...pod(ns, "latest"), spec: { containers: [{ name: "app", image: "app:latest" }] } };
    await eventually(async () => {
      const refused = await kubectl.run(["create", "--dry-run=server", "--filename=-"], latest);
      expect(refused.stderr).to.contain("an image needs a fixed tag");
    });
  });

  it("lets nobody do what RBAC does not allow", async () => {
    const ns = await namespace("rights");
    const { stdout: token } = await kubectl.run(["create", "token", "default", `--namespace=${ns}`]);
    const list = (as: string) => kubectl.run([as, "get", "secrets", `--namespace=${ns}`]);
    const account = await list(`--token=${token.trim()}`);
    expect(account.stderr).to.contain(`"system:serviceaccount:${ns}:default" cannot list resource "secrets"`);
    const stranger = await list("--token=made-up");
    expect(stranger.stderr).to.contain("(Unauthorized)");
  });

  it("encrypts Secrets in etcd and names them, without their values, in the audit log", async () => {
    const ns = await namespace("secrets");
    const secret = "plain-text-of-the-secret";
    const open = "plain-text-of-the-config-map";
    const encoded = Buffer.from(secret).toString("base64");
    await kubectl.apply(
      { apiVersion: "v1", kind: "Secret", metadata: { name: "hidden", namespace: ns }, stringData: { key: secret } },
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "open", namespace: ns }, data: { key: open } },
    );
    const store = () => readFileSync(join(home, "etcd/member/snap/db"));
    await eventually(() => {
      // That these are found shows that the others would be.
      expect(store().includes(open)).to.equal(true);
      expect(store().includes(`/registry/secrets/${ns}/hidden`)).to.equal(true);
      return Promise.resolve();
    });
    expect(store().includes(secret)).to.equal(false);
    expect(store().includes(encoded)).to.equal(false);

    const audit = readFileSync(join(home, "logs/audit.log"), "utf8");
    const creations = audit.split("\n").filter((line) => line.includes(`/api/v1/namespaces/${ns}/secrets/hidden?`));
    expect(creations).not.to.be.empty;
    expect(creations[0]).to.contain('"username":"orchestrix:admin"').and.to.contain('"level":"Metadata"');
    expect(audit.includes(secret) || audit.includes(encoded)).to.equal(false);
  });

  it("heals after its API server was killed: the rest runs on and all data is kept", async () => {
    await namespace("kept");
    const before = await pids();
    await crashComponent({ home, name: "kube-apiserver" });
    expect((await controlPlaneStatus({ home })).healthy).to.equal(false);
    expect(await startControlPlane({ home, report })).to.deep.equal(plane);
    const after = await pids();
    expect(after["kube-apiserver"]).not.to.equal(before["kube-apiserver"]);
    expect({ ...after, "kube-apiserver": 0 }).to.deep.equal({ ...before, "kube-apiserver": 0 });
    await kubectl.get("namespace", "kept");
  });

  it("stops without a process left, spares a stranger in its folder, and starts again with data and address", async () => {
    const stranger = spawn("sleep", ["60"], { cwd: home, stdio: "ignore" });
    try {
      const before = Object.values(await pids());
      await stopControlPlane({ home, report });
      expect(alive(before)).to.deep.equal([]);
      expect(alive([stranger.pid])).to.deep.equal([stranger.pid]);
    } finally {
      stranger.kill();
    }
    expect(await startControlPlane({ home, report })).to.deep.equal(plane);
    await kubectl.get("namespace", "kept");
  });

  it("replaces the processes of a folder that was deleted under them", async () => {
    const before = Object.values(await pids());
    rmSync(home, { recursive: true });
    mkdirSync(home, { mode: 0o755 });
    plane = await startControlPlane({ home, report });
    expect(alive(before)).to.deep.equal([]);
    expect(statSync(home).mode & 0o777).to.equal(0o700);
    kubectl = await kubectlFor(plane.kubeconfig);
    expect((await kubectl.run(["get", "namespace", "kept"])).stderr).to.contain("(NotFound)");
  });

  it("says which component does not start, with the end of its log, and leaves another control plane alone", async () => {
    const broken = mkdtempSync(join(tmpdir(), "orchestrix-broken-"));
    try {
      const other = await startControlPlane({ home: broken, report });
      expect(other.server).not.to.equal(plane.server);
      await stopControlPlane({ home: broken, report });
      writeFileSync(join(broken, "pki/encryption.yaml"), "kind: Nonsense\n");
      const problem = await startControlPlane({ home: broken, report }).then(
        () => "it started",
        (error: unknown) => (error as Error).message,
      );
      expect(problem).to.match(/^kube-apiserver ended at its start \(status 1\)\.\nLast lines of kube-apiserver\.log/);
      expect(problem).to.contain("encryption");
    } finally {
      await stopControlPlane({ home: broken, report, wipe: true });
    }
    expect(existsSync(broken)).to.equal(false);
    expect((await controlPlaneStatus({ home })).healthy).to.equal(true);
  });
});

interface Node {
  metadata: { labels: Record<string, string> };
  status: { allocatable: Record<string, string> };
}

interface Pod {
  spec: { nodeName: string };
  status: { podIP: string };
}

interface Claim {
  spec: { volumeName: string };
  status: { phase: string; capacity: { storage: string } };
}

interface Volume {
  spec: { capacity: { storage: string } };
}

function claim(namespace: string, storage: string): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data", namespace },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}

function deployment(namespace: string): object {
  const labels = { app: "web" };
  const spread = { topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule", maxSkew: 1 };
  const spec = {
    containers: [{ name: "web", image, volumeMounts: [{ name: "data", mountPath: "/data" }] }],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    topologySpreadConstraints: [{ ...spread, labelSelector: { matchLabels: labels } }],
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function pod(namespace: string, name: string, securityContext?: { privileged: boolean }): object {
  const containers = [{ name: "app", image, securityContext }];
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace }, spec: { containers } };
}

function alive(pids: (number | undefined)[]): (number | undefined)[] {
  return pids.filter((pid) => existsSync(`/proc/${pid ?? "none"}`));
}
