import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { ensureTools, type Report } from "../toolchain/build";
import { exclusively } from "../toolchain/exclusive";
import {
  clusterObjects,
  type Component,
  type ComponentName,
  componentNames,
  controllers,
  simulator,
  storeAndServer,
} from "./components";
import { credentialPaths, ensureServerCredentials, writeKubeconfigs } from "./credentials";
import { countReadyNodes, hasDefaultServiceAccount, isHealthy } from "./health";
import { choosePorts, readPorts } from "./ports";
import { findProcesses, kill, lastLogLines, type Running, startProcess, stopProcesses } from "./processes";

/** A running control plane. */
export interface ControlPlane {
  /** Absolute path of the administrator's kubeconfig, complete in itself, mode 0600. */
  kubeconfig: string;
  /** URL of the API server, on the loopback interface. */
  server: string;
  /** Absolute path of the folder with its state, credentials and logs. */
  home: string;
}

/** What of a control plane runs. */
export interface ControlPlaneStatus {
  /** Every component runs once and answers that it is ready. */
  healthy: boolean;
  /** URL of the API server, if it was ever started. */
  server?: string;
  components: { name: ComponentName; pid?: number; healthy: boolean }[];
}

interface Place {
  /** Folder for its state, credentials and logs; made if missing. */
  home: string;
  report: Report;
}

const readyWithin = 60_000;
const recoversWithin = 10_000;
const pollEvery = 100;
const nodes = 3;

/**
 * Starts a Kubernetes control plane with simulated nodes, or what is missing of it: components that run, answer and are
 * up to date are left alone, others are replaced; stored objects are kept. Its processes outlive this one.
 *
 * Throws when a tool cannot be built, or when a component is not ready within 60 s, with the end of its log.
 */
export async function startControlPlane({ home: place, report }: Place): Promise<ControlPlane> {
  const home = realPath(place);
  return exclusively(home, waiting(report), async () => {
    const begun = Date.now();
    const tools = await ensureTools([...componentNames, "kubectl"], report);
    mkdirSync(join(home, "logs"), { recursive: true });
    chmodSync(home, 0o700); // What keeps other users away from etcd's socket.
    ensureServerCredentials(home);

    const ports = await choosePorts(home, (name) => findProcesses(home).some((process) => process.name === name));
    const server = `https://127.0.0.1:${ports["kube-apiserver"]}`;
    const start = (components: Component[]) =>
      Promise.all(components.map((component) => ensure(home, component, report)));
    const foundation = await start(storeAndServer(home, tools, ports));
    writeKubeconfigs(home, server);
    const [workers, simulated] = await Promise.all([
      start(controllers(home, tools, ports)),
      // The simulator's rights are among the objects; without them it would wait and try again.
      apply(home, tools.kubectl).then(() => start(simulator(home, tools, ports))),
    ]);
    const anyStarted = [foundation, workers, simulated].flat().some(Boolean);
    await waitUntil(
      async () => {
        // It has been seen to crash on its first objects; what ends again and again fails with its last lines.
        await start(simulator(home, tools, ports));
        return (await countReadyNodes(home)) >= nodes && (await hasDefaultServiceAccount(home));
      },
      () => `The simulated nodes did not get ready.\n${lastLogLines(home, "kwok")}`,
    );
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    report(`control plane at ${server} ${anyStarted ? `is ready after ${seconds} s` : "was running already"}`);
    return { kubeconfig: credentialPaths(home).kubeconfig("admin"), server, home };
  });
}

/** Ends every process of the control plane. Keeps its state for the next start, unless `wipe` says otherwise. */
export async function stopControlPlane({
  home: place,
  report,
  wipe = false,
}: Place & { wipe?: boolean }): Promise<void> {
  const home = realPath(place);
  await exclusively(home, waiting(report), async () => {
    const running = findProcesses(home).length;
    // The store last, so that the API server's last writes find it.
    await stopProcesses(home, ({ name }) => name !== "etcd" && name !== "kube-apiserver");
    await stopProcesses(home, ({ name }) => name !== "etcd");
    await stopProcesses(home, () => true);
    if (wipe) rmSync(home, { recursive: true, force: true });
    report(running === 0 ? "no control plane was running" : `control plane stopped (${running} processes)`);
  });
}

/** Looks without touching anything. */
export async function controlPlaneStatus({ home: place }: { home: string }): Promise<ControlPlaneStatus> {
  const home = realPath(place);
  const port = readPorts(home)?.["kube-apiserver"];
  const processes = findProcesses(home);
  const components = await Promise.all(
    componentNames.map(async (name) => {
      const running = processes.find((process) => process.name === name);
      return { name, pid: running?.pid, healthy: running !== undefined && (await isHealthy(home, running)) };
    }),
  );
  return {
    healthy: components.every(({ healthy }) => healthy),
    ...(port !== undefined && { server: `https://127.0.0.1:${port}` }),
    components,
  };
}

/** Kills one component without warning, as a crash would. `startControlPlane` brings it back. */
export async function crashComponent({ home: place, name }: { home: string; name: ComponentName }): Promise<void> {
  const home = realPath(place);
  const crashed = () => findProcesses(home).filter((process) => process.name === name);
  for (const { pid } of crashed()) kill(pid, "SIGKILL");
  await waitUntil(
    () => Promise.resolve(crashed().length === 0),
    () => `${name} could not be killed.`,
  );
}

/** Makes or updates the objects that a cluster has before anybody deploys to it. */
async function apply(home: string, kubectl: string): Promise<void> {
  const args = ["apply", "--server-side", "--force-conflicts", `--filename=${clusterObjects}`];
  const own = [`--kubeconfig=${credentialPaths(home).kubeconfig("admin")}`, `--cache-dir=${home}/kubectl`];
  // A person's own preferences for kubectl are not for us.
  await promisify(execFile)(kubectl, [...args, ...own], { env: { ...process.env, KUBERC: "off" } });
}

/** Makes a component run as described, and waits until it is ready. Returns whether it had to be started. */
async function ensure(home: string, component: Component, report: Report): Promise<boolean> {
  const { name, revision } = component;
  const processes = findProcesses(home).filter((process) => process.name === name);
  const running = processes.find((process) => process.revision === revision);
  if (running !== undefined && processes.length === 1 && (await recovers(home, running))) return false;

  await stopProcesses(home, (process) => process.name === name);
  report(`starting ${name}`);
  const child = await startProcess(home, component);
  await waitUntil(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        const how = child.signalCode ?? `status ${child.exitCode}`;
        throw new Error(`${name} ended at its start (${how}).\n${lastLogLines(home, name)}`);
      }
      return isHealthy(home, { name, pid: child.pid ?? 0, revision });
    },
    () => `${name} is not ready after ${readyWithin / 1000} s.\n${lastLogLines(home, name)}`,
  );
  return true;
}

/** A process of today that does not answer may only be slow, or wait for another one that comes back. */
async function recovers(home: string, running: Running): Promise<boolean> {
  const deadline = Date.now() + recoversWithin;
  while (!(await isHealthy(home, running))) {
    if (Date.now() > deadline) return false;
    await sleep(pollEvery);
  }
  return true;
}

async function waitUntil(condition: () => Promise<boolean>, problem: () => string): Promise<void> {
  const deadline = Date.now() + readyWithin;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(problem());
    await sleep(pollEvery);
  }
}

/** The kernel names a process's folder by its real path, so everything here does; the folder itself may be missing. */
function realPath(place: string): string {
  const path = resolve(place);
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path));
}

function waiting(report: Report): () => void {
  return () => {
    report("waiting for another start or stop of this control plane");
  };
}
