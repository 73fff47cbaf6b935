import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import { crashComponent, startControlPlane, stopControlPlane } from "../../local/cluster/controlPlane";
import { engineEnvironment } from "../../local/engine/environment";
import { ensurePlugins } from "../../local/engine/plugins";
import { removeStaleLocks } from "../../local/staleLocks";
import { ensureTools } from "../../local/toolchain/build";
import { prepareWorkspace } from "../../local/workspace";
import { deploy, type DeployResult, type Operation } from "../../operations/deploy";
import { projectRoot } from "../../operations/project";

/** Stack `local` with a control plane, an engine and a state of its own, as `make up` has them. */
export class LocalStack {
  private readonly root = mkdtempSync(join(tmpdir(), "stack-"));
  private readonly home = join(this.root, "cluster");
  private readonly outer = { ...process.env };
  private workDir = "";
  private kubectl = "";
  /** What the engine has printed since the last operation began. */
  output = "";

  async start(): Promise<void> {
    const tools = await ensureTools(["pulumi", "kubectl"], console.log);
    const { kubeconfig } = await this.heal();
    await ensurePlugins({ pulumi: tools.pulumi, home: join(this.root, ".local", "pulumi"), report: console.log });
    Object.assign(process.env, engineEnvironment({ root: this.root, tools, kubeconfig }));
    this.kubectl = tools.kubectl;
    this.configure({});
  }

  async stop(): Promise<void> {
    await stopControlPlane({ home: this.home, report: () => undefined, wipe: true });
    process.env = this.outer;
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Starts what is missing of the control plane. */
  heal() {
    return startControlPlane({ home: this.home, report: () => undefined });
  }

  crashApiServer(): Promise<void> {
    return crashComponent({ home: this.home, name: "kube-apiserver" });
  }

  /** Sets the stack's configuration: the file's, with changes by path such as `redis.storage`. */
  configure(changes: Record<string, unknown>): void {
    this.workDir = prepareWorkspace(projectRoot, join(this.root, ".local"), "local");
    const file = join(this.workDir, "Pulumi.local.yaml");
    const document = parseDocument(readFileSync(file, "utf8"));
    for (const [path, value] of Object.entries(changes)) {
      const [key, ...inner] = path.split(".");
      document.setIn(["config", `orchestrix-pilot:${key}`, ...inner], value);
    }
    writeFileSync(file, document.toString());
  }

  async run(operation: Operation): Promise<DeployResult> {
    this.output = "";
    removeStaleLocks(join(this.root, ".local", "state"));
    const onOutput = (text: string) => {
      this.output += text;
    };
    return deploy(operation, { stack: "local", workDir: this.workDir, onOutput });
  }

  /** The error of an operation that must fail. */
  async failure(operation: Operation): Promise<Error> {
    try {
      await this.run(operation);
    } catch (error) {
      return error as Error;
    }
    throw new Error(`${operation} succeeded`);
  }

  /** Starts `up` in a process group of its own; resolves when its output has matched, with the process still running. */
  async upUntil(pattern: RegExp): Promise<{ child: ChildProcess; ended: Promise<number | null> }> {
    this.output = "";
    const script = join(__dirname, "upOnce.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script, "local", this.workDir], {
      cwd: projectRoot,
      detached: true,
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    await new Promise<void>((resolve, reject) => {
      const read = (data: Buffer) => {
        this.output += data.toString();
        if (pattern.test(this.output)) resolve();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      void ended.then(() => {
        reject(new Error(`the update ended before its output matched ${pattern.source}:\n${this.output}`));
      });
    });
    return { child, ended };
  }

  /** What kubectl prints. */
  async ask(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(this.kubectl, args, { maxBuffer: 2 ** 26 });
    return stdout.trim();
  }

  /** An object of the namespace, as the API server has it. */
  async object(kind: string, name: string): Promise<any> {
    return JSON.parse(await this.ask("get", kind, name, "--namespace", "orchestrix-pilot", "--output", "json"));
  }

  /** Everything that the engine has stored, as one text. */
  storedState(): string {
    const folder = join(this.root, ".local", "state");
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
  }
}
