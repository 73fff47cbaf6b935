import { spawn } from "node:child_process";
import type { Report } from "../../../local/toolchain/build";

const progressEvery = 20_000;
const linesKept = 15;

/** What a program is run for, and what to do if it fails. */
export interface Step {
  /** For lines of progress: "installing the Python packages". */
  readonly doing: string;
  /** The end of the error message. */
  readonly remedy: string;
}

/**
 * Runs a program to its end and returns what it printed on standard output. Reports every line of its standard error,
 * and every 20 s how long it has been running. Throws with its last lines and what to do when it fails.
 */
export async function run(program: string, args: readonly string[], step: Step, report: Report): Promise<string> {
  const started = Date.now();
  const ticker = setInterval(() => {
    report(`${step.doing}: ${Math.round((Date.now() - started) / 1000)} s so far`);
  }, progressEvery);
  try {
    return await finish(program, args, step, report);
  } finally {
    clearInterval(ticker);
  }
}

function finish(program: string, args: readonly string[], step: Step, report: Report): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let printed: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    const lines = chunk.toString().split("\n").filter(Boolean);
    printed = [...printed, ...lines].slice(-linesKept);
    for (const line of lines) report(line.trim());
  });
  const failure = (reason: string) =>
    new Error([`${step.doing}: ${program} ${reason}`, ...printed, step.remedy].join("\n  "));
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(failure(error.code === "ENOENT" ? "is not on PATH." : error.message));
    });
    child.once("close", (status, signal) => {
      if (status === 0) resolve(output);
      else reject(failure(signal ? `was ended by ${signal}.` : `failed with exit code ${status}. Its last lines:`));
    });
  });
}

/** Lets every user read a folder whatever this process's umask: an image's files are root's, its programs run as another. */
export async function makeReadable(folder: string, report: Report): Promise<void> {
  const step = { doing: "setting file modes", remedy: "Run this as the owner of the cache." };
  await run("chmod", ["-R", "u=rwX,go=rX", folder], step, report);
}
