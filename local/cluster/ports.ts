import { randomInt } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** What listens on a loopback port. etcd does not: it has a socket in the control plane's home. */
export const listeners = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;

export type Ports = Record<(typeof listeners)[number], number>;

// Below the range from which Linux takes the ports of outgoing connections, so that a remembered port stays free.
const lowest = 20_000;
const highest = 32_000;

/** The ports of a control plane, or undefined if it was never started. */
export function readPorts(home: string): Ports | undefined {
  try {
    return JSON.parse(readFileSync(portsFile(home), "utf8")) as Ports;
  } catch {
    return undefined;
  }
}

/** The remembered port of each listener where it is still free or our own, else a new one; remembers them. */
export async function choosePorts(home: string, isRunning: (name: keyof Ports) => boolean): Promise<Ports> {
  const remembered: Partial<Ports> = readPorts(home) ?? {};
  const ports: Partial<Ports> = {};
  for (const name of listeners) {
    const port = remembered[name];
    ports[name] =
      port !== undefined && (isRunning(name) || (await isFree(port))) ? port : await freePort(Object.values(ports));
  }
  writeFileSync(portsFile(home), JSON.stringify(ports));
  return ports as Ports;
}

async function freePort(taken: number[]): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(lowest, highest);
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port on 127.0.0.1 between ${lowest} and ${highest}: end programs that listen there.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen({ host: "127.0.0.1", port }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

function portsFile(home: string): string {
  return join(home, "ports.json");
}
