import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { crashComponent, startControlPlane, stopControlPlane } from "../../local/cluster/controlPlane";
import { projectRoot } from "../../operations/project";
import { EngineStack } from "../engineStack";

/** A stack with a control plane of its own: `local`, as `make up` has it, unless told otherwise. */
export class LocalStack extends EngineStack {
  private readonly home = join(this.root, "cluster");

  constructor(name = "local") {
    super(name);
  }

  async start(): Promise<void> {
    const { kubeconfig } = await this.heal();
    await this.enter(kubeconfig);
  }

  async stop(): Promise<void> {
    await stopControlPlane({ home: this.home, report: () => undefined, wipe: true });
    this.leave();
  }

  /** Starts what is missing of the control plane. */
  heal() {
    return startControlPlane({ home: this.home, report: () => undefined });
  }

  crashApiServer(): Promise<void> {
    return crashComponent({ home: this.home, name: "kube-apiserver" });
  }

  /** Starts `up` in a process group of its own; resolves when its output has matched, with the process still running. */
  async upUntil(pattern: RegExp): Promise<{ child: ChildProcess; ended: Promise<number | null> }> {
    this.output = "";
    const script = join(__dirname, "upOnce.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script, this.name, this.workDir], {
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
}
