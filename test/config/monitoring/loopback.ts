import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import type { Topology } from "../../../components/topology";

/** Where the applications of a topology listen on this machine: each of their ports has another number on loopback. */
export class Loopback {
  private constructor(private readonly ports: ReadonlyMap<string, number>) {}

  static async of({ applications }: Topology): Promise<Loopback> {
    const ports = new Map<string, number>();
    for (const { name, ports: declared } of applications) {
      for (const { port } of declared) ports.set(`${name}:${port}`, await portOutOf(ports));
    }
    return new Loopback(ports);
  }

  /** The number that stands for a declared port of an application. */
  port(application: string, declared: number): number {
    const port = this.ports.get(`${application}:${declared}`);
    if (port === undefined) throw new Error(`the topology declares no port ${declared} of ${application}`);
    return port;
  }

  /** A text with every `application:port`, with or without its namespace, replaced by where that listens here. */
  rewritten(text: string): string {
    return [...this.ports].reduce((rewritten, [address, port]) => {
      const [application, declared] = address.split(":");
      const service = new RegExp(`(?<![\\w.-])${application}(\\.[\\w-]+\\.svc)?:${declared}(?!\\d)`, "g");
      return rewritten.replaceAll(service, `127.0.0.1:${port}`);
    }, text);
  }
}

/**
 * A free port that is not among these, below those that Linux gives to outgoing connections: one of them could take it
 * before its server does.
 */
async function portOutOf(taken: ReadonlyMap<string, number>): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (![...taken.values()].includes(port) && (await isFree(port))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => {
      resolve(false);
    });
    probe.listen(port, "127.0.0.1", () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
