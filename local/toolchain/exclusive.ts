import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const retryAfter = 250;
const triesPerNotice = 80;

/**
 * Runs `work` while no other process of this machine runs work under the same `key` (for example a folder's path).
 *
 * The lock is a name in Linux's abstract socket namespace. The kernel gives it to one process and takes it back when
 * that process ends, however it ends: there is no lock file that could go stale. Containers with separate networks
 * do not see each other's locks, so `work` must also leave no half-written files behind.
 *
 * `onWait` is called at once and then every 20 s while another process holds the lock. Errors of `work` are passed on; elsewhere than on Linux
 * it throws.
 */
export async function exclusively<T>(key: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  if (process.platform !== "linux") {
    throw new Error(
      `The local toolchain and control plane need Linux, this is ${process.platform}: run them in a Linux virtual machine or container.`,
    );
  }
  const name = `\0orchestrix-pilot/${createHash("sha256").update(key).digest("hex")}`;
  let holder = await tryToHold(name);
  for (let tries = 0; holder === undefined; tries += 1) {
    if (tries % triesPerNotice === 0) onWait();
    await sleep(retryAfter);
    holder = await tryToHold(name);
  }
  try {
    return await work();
  } finally {
    holder.close();
  }
}

function tryToHold(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => {
      resolve(server);
    });
  });
}
