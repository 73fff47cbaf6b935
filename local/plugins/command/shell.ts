import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** How to run one command. */
export interface Invocation {
  /** The command text, handed to the interpreter as its last argument. */
  command: string;
  /** Program and arguments in front of the command. Default: `/bin/sh -c`. */
  interpreter?: string[];
  /** Working directory; must exist. Default: the provider's own, which is the program's. */
  dir?: string;
  /** Added to the provider's own environment. */
  environment: Record<string, string>;
  /** Text for the standard input. Default: empty input. */
  stdin?: string;
}

/** What a command wrote, each without its last newline. */
export interface Output {
  stdout: string;
  stderr: string;
}

/** A command that ended with another exit code than 0, was stopped by a signal, or could not be started. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly output: Output,
  ) {
    super(message);
  }
}

/** The commands that are running, so that they can be stopped together. */
export class Shell {
  readonly #running = new Set<number>();

  /**
   * Runs a command to its end and hands on every line as soon as it is written.
   * @throws CommandFailure, whose message says how the command ended but holds neither its text nor its output.
   */
  run(invocation: Invocation, onLine: (stream: keyof Output, line: string) => void): Promise<Output> {
    const [program = "/bin/sh", ...args] = invocation.interpreter?.length ? invocation.interpreter : ["/bin/sh", "-c"];
    const { dir } = invocation;
    if (dir !== undefined && !existsSync(dir)) {
      return Promise.reject(new CommandFailure(`dir ${dir} does not exist`, { stdout: "", stderr: "" }));
    }
    // A process group of its own, so that stopping it stops what it started as well.
    const child = spawn(program, [...args, invocation.command], {
      cwd: dir,
      detached: true,
      env: { ...process.env, ...invocation.environment },
    });
    const { pid } = child;
    if (pid !== undefined) this.#running.add(pid);
    const stdout = capture(child.stdout, (line) => {
      onLine("stdout", line);
    });
    const stderr = capture(child.stderr, (line) => {
      onLine("stderr", line);
    });
    // A command that does not read its input to the end closes the pipe early; that is no failure.
    child.stdin.on("error", () => undefined);
    child.stdin.end(invocation.stdin);
    return new Promise((resolve, reject) => {
      const output = (): Output => ({ stdout: stdout(), stderr: stderr() });
      child.on("error", (error) => {
        reject(new CommandFailure(`${program} cannot be started: ${error.message}`, output()));
      });
      child.on("close", (code, signal) => {
        if (pid !== undefined) this.#running.delete(pid);
        if (code === 0) resolve(output());
        else
          reject(new CommandFailure(signal ? `was stopped by ${signal}` : `exited with code ${code ?? "?"}`, output()));
      });
    });
  }

  /** Asks every running command, with all that it started, to end. */
  stop(): void {
    for (const pid of this.#running) {
      try {
        process.kill(-pid, constants.signals.SIGTERM);
      } catch {
        // It has ended in this moment.
      }
    }
  }
}

function capture(stream: Readable, onLine: (line: string) => void): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => (text += chunk));
  createInterface({ input: stream, crlfDelay: Infinity }).on("line", onLine);
  return () => text.replace(/\n$/, "");
}
