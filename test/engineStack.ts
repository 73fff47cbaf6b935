import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import { engineEnvironment } from "../local/engine/environment";
import { ensurePlugins } from "../local/engine/plugins";
import { removeStaleLocks } from "../local/staleLocks";
import { ensureTools } from "../local/toolchain/build";
import { prepareWorkspace } from "../local/workspace";
import { deploy, type DeployResult, type Operation } from "../operations/deploy";
import { projectRoot } from "../operations/project";

/** A stack of this repository with an engine and a state of its own, on a cluster that is there. */
export class EngineStack {
  /** Folder for everything that the stack needs; removed at the end. */
  protected readonly root = mkdtempSync(join(tmpdir(), "stack-"));
  protected workDir = "";
  private readonly outer = { ...process.env };
  private kubectl = "";
  private readonly changes: Record<string, unknown> = {};
  /** What the engine has printed since the last operation began. */
  output = "";

  constructor(protected readonly name: string) {}

  /** Points this process at an engine of its own and at the cluster. */
  protected async enter(kubeconfig: string): Promise<void> {
    const tools = await ensureTools(["pulumi", "kubectl"], console.log);
    await ensurePlugins({ pulumi: tools.pulumi, home: join(this.root, ".local", "pulumi"), report: console.log });
    Object.assign(process.env, engineEnvironment({ root: this.root, tools, kubeconfig }));
    this.kubectl = tools.kubectl;
    this.configure({});
  }

  /** Gives the process its environment back and removes the folder. */
  protected leave(): void {
    process.env = this.outer;
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Sets configuration on top of the stack's file and of earlier calls, by path such as `redis.storage`. */
  configure(changes: Record<string, unknown>): void {
    Object.assign(this.changes, changes);
    this.workDir = prepareWorkspace(projectRoot, join(this.root, ".local"), this.name);
    const file = join(this.workDir, `Pulumi.${this.name}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    for (const [path, value] of Object.entries(this.changes)) {
      const [key, ...inner] = path.split(".");
      const at = ["config", `orchestrix-pilot:${key}`, ...inner];
      if (value === undefined) document.deleteIn(at);
      else document.setIn(at, value);
    }
    writeFileSync(file, document.toString());
  }

  async run(operation: Operation): Promise<DeployResult> {
    this.output = "";
    removeStaleLocks(join(this.root, ".local", "state"));
    const onOutput = (text: string) => {
      this.output += text;
    };
    return deploy(operation, { stack: this.name, workDir: this.workDir, onOutput });
  }

  /** An `up` that takes over the fields that others have set, as a person asks for it. */
  async takeBack(): Promise<void> {
    process.env.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
    try {
      await this.run("up");
    } finally {
      delete process.env.PULUMI_K8S_ENABLE_PATCH_FORCE;
    }
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

  /** What kubectl prints. */
  async ask(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(this.kubectl, args, { maxBuffer: 2 ** 26 });
    return stdout.trim();
  }

  /** Waits until a workload of the namespace, such as `deployment/redis`, has rolled out. */
  async rollout(workload: string, seconds = 120): Promise<void> {
    const wait = ["--namespace", "orchestrix-pilot", "--timeout", `${seconds}s`];
    await this.ask("rollout", "status", workload, ...wait);
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
