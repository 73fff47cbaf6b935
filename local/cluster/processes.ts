import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Component, ComponentName } from "./components";

/** A live process of the control plane. */
export interface Running {
  name: ComponentName;
  pid: number;
  /** What it was started with, to be compared with `Component.revision`. */
  revision: string;
}

// Each process carries its name in its environment and has its control plane's home as its working directory, and the
// kernel tells both. So there are no pid files: nothing goes stale, a pid that was given to another program is never
// mistaken for ours, and processes are found even after their home was deleted or moved.
const nameVariable = "ORCHESTRIX_COMPONENT";
const revisionVariable = "ORCHESTRIX_REVISION";
const termGrace = 5_000;

/** The live processes of the control plane in `home` (an absolute, real path), also when that folder was deleted. */
export function findProcesses(home: string): Running[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const folder = readlinkSync(`/proc/${entry}/cwd`);
        if (folder !== home && folder !== `${home} (deleted)`) return [];
        const variables = readFileSync(`/proc/${entry}/environ`, "utf8").split("\0");
        const name = valueOf(variables, nameVariable) as ComponentName | undefined;
        if (name === undefined) return [];
        // A process whose home is gone matches no revision: it must be replaced.
        const revision = folder === home ? (valueOf(variables, revisionVariable) ?? "") : "";
        return [{ name, pid: Number(entry), revision }];
      } catch {
        return []; // Ended meanwhile, or another user's.
      }
    });
}

function valueOf(variables: string[], name: string): string | undefined {
  return variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Starts a component that outlives this process, with its output in `logs/<name>.log` and its last run's beside it. */
export async function startProcess(home: string, component: Component): Promise<ChildProcess> {
  const log = logFile(home, component.name);
  try {
    renameSync(log, log.replace(/\.log$/, ".previous.log"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const output = openSync(log, "a", 0o600);
  // No other variable of the starter: a proxy or a debug switch of a person's shell has no business there.
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    ...component.environment,
    [nameVariable]: component.name,
    [revisionVariable]: component.revision,
  };
  const child = spawn(component.binary, component.args, {
    cwd: home,
    env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => {
      reject(new Error(`Cannot start ${component.name} (${component.binary}): ${error.message}`));
    });
  });
  child.unref();
  return child;
}

/** Ends processes: politely, then, after 5 s, by force. Returns when none of them is left. */
export async function stopProcesses(home: string, unwanted: (process: Running) => boolean): Promise<void> {
  const deadline = Date.now() + termGrace;
  const asked = new Set<number>();
  for (;;) {
    const left = findProcesses(home).filter(unwanted);
    if (left.length === 0) return;
    for (const { pid } of left) {
      if (Date.now() > deadline) kill(pid, "SIGKILL");
      else if (!asked.has(pid)) kill(pid, "SIGTERM");
      asked.add(pid);
    }
    await sleep(50);
  }
}

/** Sends a signal; a process that has just ended is none of the caller's concern. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Path of a component's log. */
export function logFile(home: string, name: ComponentName): string {
  return join(home, "logs", `${name}.log`);
}

/** The end of a component's log, for an error message. */
export function lastLogLines(home: string, name: ComponentName): string {
  const file = logFile(home, name);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-15);
  return [`Last lines of ${basename(file)} (all of it: ${file}):`, ...lines.map((line) => `  ${line}`)].join("\n");
}
