import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** What one run took, in milliseconds. */
export interface Sample {
  /** Time that passed. */
  readonly wall: number;
  /** Processor time of this process and of all that were started meanwhile. */
  readonly cpu: number;
}

/** How often the processes are looked at. What one uses between the last look and its end is missed, for all subjects alike. */
const lookEvery = 100;

/** The kernel counts processor time in hundredths of a second (sysconf _SC_CLK_TCK, 100 on every Linux). */
const tick = 10;

/** What an action takes. Reads /proc, so it needs Linux. */
export async function sampleOf(action: () => Promise<unknown>): Promise<Sample> {
  const before = new Set(processes().map(({ pid }) => pid));
  const own = process.cpuUsage();
  const used = new Map<number, number>();
  const look = () => {
    // Parents are older than their children, which stay ours when their parent ends.
    for (const { pid, parent, cpu } of processes()) {
      if (!before.has(pid) && (parent === process.pid || used.has(parent) || used.has(pid))) used.set(pid, cpu);
    }
  };
  const looking = setInterval(look, lookEvery);
  const begun = performance.now();
  try {
    await action();
  } finally {
    clearInterval(looking);
  }
  const wall = performance.now() - begun;
  look();
  const { user, system } = process.cpuUsage(own);
  return { wall, cpu: (user + system) / 1000 + [...used.values()].reduce((sum, cpu) => sum + cpu, 0) };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Processor time so far in milliseconds. */
  readonly cpu: number;
}

/** Every process of the machine, by number. */
function processes(): readonly Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((pid) => {
      const stat = statOf(pid);
      if (stat === undefined) return [];
      // Its name, in parentheses, may hold spaces; what follows is described in proc_pid_stat(5), from field 3 on.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [{ pid, parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) * tick }];
    });
}

function statOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // It has ended since.
  }
}
