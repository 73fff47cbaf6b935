import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

import { ensureTools } from "../../local/toolchain/build";

/** What a run of kubectl gave. */
export interface Answer {
  status: number;
  stdout: string;
  stderr: string;
}

/** kubectl against one cluster, as a person would type it. */
export interface Kubectl {
  /** Runs it, with `input` as its standard input; does not throw when kubectl fails. */
  run(args: string[], input?: unknown): Promise<Answer>;
  /** Applies objects. Throws kubectl's words when they are refused. */
  apply(...objects: object[]): Promise<void>;
  /** Reads one object. Throws kubectl's words when there is none. */
  get<Shape>(...args: string[]): Promise<Shape>;
}

/** kubectl with the administrator's rights of that kubeconfig. */
export async function kubectlFor(kubeconfig: string): Promise<Kubectl> {
  const { kubectl } = await ensureTools(["kubectl"], () => undefined);
  const run = (args: string[], input?: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      const child = spawn(kubectl, [`--kubeconfig=${kubeconfig}`, ...args], { env: { ...process.env, KUBERC: "off" } });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      child.once("error", reject);
      child.once("close", (status) => {
        resolve({ status: status ?? 1, stdout, stderr });
      });
      child.stdin.end(input === undefined ? "" : JSON.stringify(input));
    });
  const insist = async (args: string[], input?: unknown) => {
    const { status, stdout, stderr } = await run(args, input);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  return {
    run,
    apply: async (...objects) => {
      const items = { apiVersion: "v1", kind: "List", items: objects };
      await insist(["apply", "--server-side", "--force-conflicts", "--filename=-"], items);
    },
    get: async <Shape>(...args: string[]) => JSON.parse(await insist(["get", "--output=json", ...args])) as Shape,
  };
}

/** Tries until the check does not throw any more, for 20 s at most. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
