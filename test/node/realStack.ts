import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { engineTopology, type Topology } from "../../components";
import { catalogue } from "../../components/images";
import { posture } from "../../operations/posture/posture";
import type { PostureReport } from "../../operations/posture/report";
import { projectRoot, readStackSettings } from "../../operations/project";
import { stackPolicy } from "../../policies/stackPolicy";
import { EngineStack } from "../engineStack";
import { hasOwnVolumes, makeVolumes, removeVolumes } from "./monitoringVolumes";
import { processesOf } from "./processes";

/** A running pod. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  /** Value of the label `app`. */
  readonly app: string;
  readonly uid: string;
  readonly ip: string;
}

/** The only namespace whose pods the stack lets in from outside, and one that it does not. */
export const clients = "e2e-clients";
export const strangers = "e2e-strangers";

/** Stack `e2e` on the cluster of $KUBECONFIG, whose containers are processes of this machine. */
export class RealStack extends EngineStack {
  /** References of the test images, by name. */
  readonly images: Readonly<Record<string, string>>;
  /** Whether the cluster is the one that was named; nothing is deleted on any other. */
  private allowed = false;
  private readonly notes: [what: string, seen: string][] = [];

  constructor() {
    super("e2e");
    const { E2E_IMAGES } = process.env;
    if (!E2E_IMAGES)
      throw new Error("E2E_IMAGES must name a JSON file with the references of the test images: make e2e-node");
    this.images = JSON.parse(readFileSync(E2E_IMAGES, "utf8")) as Record<string, string>;
  }

  /** Refuses any cluster but the one that was named: the suite deletes what it finds in its namespaces. */
  async start(): Promise<void> {
    const { KUBECONFIG, E2E_CLUSTER } = process.env;
    if (!KUBECONFIG || !E2E_CLUSTER) {
      throw new Error(
        "set KUBECONFIG, and E2E_CLUSTER to the name of its current context, to say that the suite may use the cluster",
      );
    }
    await this.enter(KUBECONFIG);
    const context = await this.ask("config", "current-context");
    if (context !== E2E_CLUSTER) {
      throw new Error(
        `the current context of KUBECONFIG is ${context}, not ${E2E_CLUSTER} as E2E_CLUSTER says: nothing was touched`,
      );
    }
    this.allowed = true;
    this.useImages(this.images);
    await this.useAddresses();
    if (hasOwnVolumes) await makeVolumes(this);
    for (const namespace of [clients, strangers]) {
      await this.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
      await this.apply(probePod(namespace, this.images.probe));
    }
    for (const namespace of [clients, strangers]) {
      await this.ask("wait", "pod/probe", "--namespace", namespace, "--for", "condition=Ready", "--timeout", "60s");
    }
  }

  async stop(): Promise<void> {
    if (this.allowed) {
      const namespaces = ["orchestrix-pilot", clients, strangers];
      await this.ask("delete", "namespace", ...namespaces, "--ignore-not-found", "--timeout", "120s");
      if (hasOwnVolumes) await removeVolumes(this);
    }
    this.leave();
    console.log("\n  Seen on the real node");
    const width = Math.max(...this.notes.map(([what]) => what.length));
    for (const [what, seen] of this.notes) console.log(`    ${what.padEnd(width)}  ${seen}`);
  }

  /** Names every image by another tag of the same digest. */
  useOtherTags(): void {
    const renamed = Object.entries(this.images).map(([name, reference]) => [name, reference.replace("@", "-next@")]);
    this.useImages(Object.fromEntries(renamed) as Record<string, string>);
  }

  private useImages(images: Readonly<Record<string, string>>): void {
    const catalogued = Object.entries(images).filter(([name]) => name in catalogue);
    this.configure({ "application.image": images.application, images: Object.fromEntries(catalogued) });
  }

  /** Lets Prometheus reach the API server and the kubelets, wherever they are. */
  private async useAddresses(): Promise<void> {
    const slices = JSON.parse(
      await this.ask(
        "get",
        "endpointslices",
        "--selector",
        "kubernetes.io/service-name=kubernetes",
        "--output",
        "json",
      ),
    );
    const nodes = JSON.parse(await this.ask("get", "nodes", "--output", "json"));
    const cidrs = (addresses: string[]) => addresses.map((address) => `${address}/32`);
    this.configure({
      "monitoring.apiServerCidrs": cidrs(
        slices.items.flatMap(({ endpoints }: any) => endpoints.flatMap(({ addresses }: any) => addresses)),
      ),
      "monitoring.nodeCidrs": cidrs(
        nodes.items.flatMap(({ status }: any) =>
          status.addresses.filter(({ type }: any) => type === "InternalIP").map(({ address }: any) => address),
        ),
      ),
    });
  }

  /** Who may open what, as the stack is configured now. */
  topology(): Topology {
    return engineTopology(readStackSettings("e2e", this.workDir));
  }

  /** Takes the protection from every resource, as a person would who means to destroy the stack. */
  async unprotect(): Promise<void> {
    await this.command("pulumi", "state", "unprotect", "--all", "--yes", "--stack", "e2e", "--cwd", this.workDir);
  }

  /** The hardening checklist, read from this cluster. */
  async posture(): Promise<PostureReport> {
    const settings = readStackSettings("e2e", this.workDir);
    return posture({ namespace: "orchestrix-pilot", policy: stackPolicy(settings) });
  }

  /** Keeps a fact for the report at the end. */
  note(what: string, seen: string | number): void {
    this.notes.push([what, String(seen)]);
  }

  /** Applies an object outside of the engine. */
  async apply(object: object): Promise<void> {
    await this.input(JSON.stringify(object), "kubectl", "apply", "--filename", "-");
  }

  /** Posts an object to a path of the API server, such as an eviction. */
  async create(path: string, object: object): Promise<void> {
    await this.input(JSON.stringify(object), "kubectl", "create", "--raw", path, "--filename", "-");
  }

  /** The running pods of a namespace, or of one of its applications. */
  async pods(app?: string, namespace = "orchestrix-pilot"): Promise<Pod[]> {
    const selector = app ? ["--selector", `app=${app}`] : [];
    const list = JSON.parse(await this.ask("get", "pods", "--namespace", namespace, ...selector, "--output", "json"));
    return list.items
      .filter((pod: any) => pod.status.phase === "Running" && !pod.metadata.deletionTimestamp)
      .map(({ metadata, status }: any) => ({
        namespace,
        name: metadata.name,
        app: metadata.labels.app,
        uid: metadata.uid,
        ip: status.podIP,
      }));
  }

  /** The pod of another namespace. */
  async probe(namespace = clients): Promise<Pod> {
    return (await this.pods(undefined, namespace))[0];
  }

  /** Runs a task of netns.mjs in a pod's own network namespace. */
  async within(pod: Pod, task: object): Promise<any> {
    const [process_] = processesOf(pod.uid);
    const output = await this.input(
      JSON.stringify(task),
      ...["nsenter", `--net=/proc/${process_.pid}/ns/net`, process.execPath, join(__dirname, "netns.mjs")],
    );
    return JSON.parse(output);
  }

  /** A request to a Service of the namespace, from the clients' namespace. */
  async request(
    service: string,
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
  ): Promise<{ status: number; body: any }> {
    return this.within(await this.probe(), { request: { url: await this.url(service, path), ...options } });
  }

  /** The address of a path of a service of the application, by its cluster IP. */
  async url(service: string, path: string): Promise<string> {
    const { spec } = await this.object("service", service);
    return `http://${spec.clusterIP}:${spec.ports[0].port}${path}`;
  }

  /** Waits until something holds, asking every so many seconds; the seconds that it took. */
  async until(what: string, seconds: number, holds: () => Promise<boolean>, pause = 0.5): Promise<number> {
    const begun = Date.now();
    while (!(await holds())) {
      if (Date.now() - begun > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
      await sleep(pause * 1000);
    }
    return Math.round((Date.now() - begun) / 1000);
  }

  /** Writes logs, events and objects of the namespace to a folder, for a person to read after a failure. */
  async keepEvidence(test: string): Promise<string> {
    const folder = join(projectRoot, ".local", "e2e", test.replace(/\W+/g, "-").slice(0, 60));
    mkdirSync(folder, { recursive: true });
    const save = async (file: string, ...args: string[]) => {
      const text = await this.ask(...args, "--namespace", "orchestrix-pilot").catch(String);
      writeFileSync(join(folder, file), text);
    };
    await save("objects.yaml", "get", "all,networkpolicies,persistentvolumeclaims,configmaps", "--output", "yaml");
    await save("events.txt", "get", "events", "--sort-by", ".lastTimestamp");
    await save("pods.txt", "describe", "pods");
    for (const { name } of await this.pods().catch(() => [])) {
      await save(`${name}.log`, "logs", name, "--tail", "500");
      await save(`${name}.previous.log`, "logs", name, "--previous", "--tail", "500");
    }
    writeFileSync(join(folder, "engine.txt"), this.output);
    return folder;
  }

  private input(text: string, command: string, ...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
      let [output, errors] = ["", ""];
      child.stdout.on("data", (data: Buffer) => (output += data.toString()));
      child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
      child.on("error", reject).on("close", (code) => {
        if (code === 0) resolve(output);
        else reject(new Error(`${command} ${args.join(" ")} ended with ${code}: ${errors || output}`));
      });
      child.stdin.end(text);
    });
  }

  /** Runs a command of this machine. */
  async command(command: string, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 2 ** 26 });
    return stdout.trim();
  }
}

function probePod(namespace: string, image: string) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "probe", namespace, labels: { app: "probe" } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "probe", image, command: ["sleep", "86400"] }],
    },
  };
}
