import { readdirSync, readFileSync } from "node:fs";

/** What the kernel says of a process. */
export interface ProcessStatus {
  readonly pid: number;
  /** Name of the program. */
  readonly name: string;
  readonly uid: number;
  /** Effective capabilities, a bit mask in hexadecimal. */
  readonly capabilities: string;
  /** 0: no seccomp; 2: a filter is on. */
  readonly seccomp: number;
  /** 1: the process can never gain privileges. */
  readonly noNewPrivileges: number;
}

/** The processes of a pod on this machine, by the control group that the kubelet made for it; not the pause container's. */
export function processesOf(podUid: string): ProcessStatus[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        // The kubelet writes the dashes as underscores where systemd names the groups.
        const groups = readFileSync(`/proc/${pid}/cgroup`, "utf8").replaceAll("_", "-");
        return groups.includes(podUid) ? [status(Number(pid))] : [];
      } catch {
        return []; // It has ended meanwhile.
      }
    })
    .filter(({ name }) => name !== "pause");
}

function status(pid: number): ProcessStatus {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (key: string) => new RegExp(`^${key}:\\s+(\\S+)`, "m").exec(text)?.[1] ?? "";
  return {
    pid,
    name: field("Name"),
    uid: Number(field("Uid")),
    capabilities: field("CapEff"),
    seccomp: Number(field("Seccomp")),
    noNewPrivileges: Number(field("NoNewPrivs")),
  };
}

/** The options of a mount as a process sees it, such as `ro,nosuid`; undefined if nothing is mounted there. */
export function mountOptions(pid: number, path: string): string | undefined {
  const mounts = readFileSync(`/proc/${pid}/mountinfo`, "utf8").split("\n");
  return mounts.map((line) => line.split(" ")).find(([, , , , mountPoint]) => mountPoint === path)?.[5];
}
