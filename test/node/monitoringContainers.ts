import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";

/** Where the kit's containerd listens, and the only place where the kubelet's cAdvisor looks for one. */
const socket = "/run/orchestrix-node/containerd.sock";
const expected = "/run/containerd/containerd.sock";

/**
 * Lets the kubelet that starts next see which container a control group belongs to: else its metrics are about pods, and
 * no container has a name. Does nothing where another containerd is at home; the caller gives the place back.
 */
export function showContainers(): void {
  if (linkedTo() !== undefined) return;
  mkdirSync(dirname(expected), { recursive: true });
  symlinkSync(socket, expected);
}

/** Gives the place back. */
export function hideContainers(): void {
  if (linkedTo() === socket) rmSync(expected);
}

/** Where the link leads; undefined if nothing is there, empty if something else is. */
function linkedTo(): string | undefined {
  try {
    return readlinkSync(expected);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
  }
}
