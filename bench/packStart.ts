import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type Sample, sampleOf } from "./sample";

/** The SDK's runner of policy packs, as the language host starts it. */
const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

/** It is only used to log to: no engine has to be there for a pack to start. */
const noEngine = "127.0.0.1:1";

/**
 * What it takes until a policy pack is ready: until it prints the port at which the engine may call it.
 *
 * @throws Error with what it has printed if it ends instead.
 */
export async function packStart(folder: string): Promise<Sample> {
  let child: ChildProcess | undefined;
  try {
    return await sampleOf(() => {
      child = spawn(process.execPath, [runner, noEngine, "."], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
      return port(child, folder);
    });
  } finally {
    if (child?.exitCode === null && child.kill()) await once(child, "close");
  }
}

function port(child: ChildProcess, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", () => {
      resolve();
    });
    child.stderr?.on("data", (text: Buffer) => {
      output += text.toString();
    });
    child.on("error", reject);
    child.on("close", () => {
      reject(new Error(`the policy pack in ${folder} did not start:\n${output}`));
    });
  });
}
