import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serverPath } from "./realServers";

/** The servers refuse root, as the pods do; `nobody` may write into nothing but the volumes made for it. */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** How a program ended, and all that it printed. */
export interface Finished {
  /** Exit code; -1 when a signal ended it. */
  code: number;
  /** Standard output and standard error. */
  output: string;
}

/** Directories as a pod has them: owned by the user that the server runs as, removed with {@link remove}. */
export class Volumes {
  private readonly root = mkdtempSync(join(tmpdir(), "start-"));

  constructor() {
    chmodSync(this.root, 0o755);
  }

  /** Makes one more directory and returns its path. */
  add(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path);
    if (user.uid !== undefined) {
      chownSync(path, user.uid, user.gid);
    }
    return path;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A container's start script and all that it started. Its environment is what it is given, and a PATH. */
export class StartedScript {
  /** What it printed so far. */
  output = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<Finished>;
  private isRunning = true;

  constructor(command: readonly string[], environment: Record<string, string>) {
    const [program = "sh", ...args] = command;
    this.child = spawn(program, args, {
      ...user,
      cwd: "/",
      env: { PATH: serverPath(), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const collect = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on("data", collect);
    this.child.stderr?.on("data", collect);
    this.ended = new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (code) => {
        this.isRunning = false;
        resolve({ code: code ?? -1, output: this.output });
      });
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) {
      throw new Error("the start script has no process");
    }
    return this.child.pid;
  }

  /** Waits until the condition holds, looking every few milliseconds; fails when the script ends first. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 30_000;
    while (!(await condition())) {
      await sleep(2);
      if (!this.isRunning || Date.now() > end) {
        throw new Error(`${this.isRunning ? "timed out" : "ended"} before ${what}:\n${this.output}`);
      }
    }
  }

  async untilPrinted(text: string): Promise<void> {
    await this.until(`it printed "${text}"`, () => this.output.includes(text));
  }

  finished(): Promise<Finished> {
    return this.ended;
  }

  /** Sends a signal to the container's first process, as a kubelet does, and waits for the end. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Finished> {
    this.child.kill(signal);
    return await this.ended;
  }

  /** Ends every process at once, as a container that is killed does. Harmless when all have ended. */
  async kill(): Promise<void> {
    if (this.isRunning) {
      for (const pid of [this.pid, ...descendants(this.pid)]) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // Ended on its own meanwhile.
        }
      }
    }
    await this.ended;
  }
}

function descendants(parent: number): number[] {
  const children = processes()
    .filter(({ stat }) => Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]) === parent)
    .map(({ pid }) => pid);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function processes(): { pid: number; stat: string; arguments: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const read = (file: string): string => readFileSync(join("/proc", name, file), "utf8");
        return [{ pid: Number(name), stat: read("stat"), arguments: read("cmdline") }];
      } catch {
        return []; // Ended while it was read.
      }
    });
}

/** The arguments of every process of this machine, as any user can read them. */
export function visibleArguments(): string {
  return processes()
    .map((process) => process.arguments)
    .join("\n");
}

/** Runs a client of a server (`redis-cli`, `psql`) to its end. */
export function runClient(program: string, args: string[], environment: Record<string, string>): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env: { PATH: serverPath(), ...environment } }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` });
    });
  });
}

/** A port on loopback that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
