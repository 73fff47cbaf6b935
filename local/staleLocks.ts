import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** What the Pulumi engine writes into a lock of its file backend. */
interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Removes the locks of engines that were killed on this machine: nobody else would, and every later operation would be
 * refused until a person types `pulumi cancel`. The lock of an engine that still runs stays.
 *
 * @param state Folder of the file backend.
 * @returns How many were removed.
 */
export function removeStaleLocks(state: string): number {
  const folder = join(state, ".pulumi", "locks");
  if (!existsSync(folder)) return 0;
  const stale = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name))
    .filter((file) => {
      const lock = JSON.parse(readFileSync(file, "utf8")) as Lock;
      return lock.hostname === hostname() && !isRunning(lock.pid);
    });
  for (const file of stale) rmSync(file);
  return stale.length;
}

/** Whether a process lives: one that has ended, but whose parent has not noticed yet, does not. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}
