import { setTimeout as sleep } from "node:timers/promises";
import { HungryPod } from "./monitoringHungry";
import { hasOwnVolumes } from "./monitoringVolumes";
import { processesOf } from "./processes";
import { stack } from "./stack";

/** Something that goes wrong, the alert of the runbook that must say so, and how it is put right. */
export interface Incident {
  readonly alert: string;
  /** Service that the alert is about, if it is about one. */
  readonly service?: string;
  readonly severity: "P0" | "P1" | "investigation";
  /** Seconds that the condition must hold: the runbook's. */
  readonly for: number;
  /** Seconds beside these until somebody is told: until the condition holds, is scraped, evaluated and grouped. */
  readonly allowance: number;
  /** Seconds after the repair within which the alert must have ended. */
  readonly over: number;
  cause(): Promise<unknown>;
  repair(): Promise<unknown>;
}

const inNamespace = ["--namespace", "orchestrix-pilot"];
const shell = (workload: string, script: string) =>
  stack.ask("exec", ...inNamespace, workload, "--", "sh", "-c", script);

/** Switches something in every process of episodic-memory. */
async function switchEpisodicMemory(what: string): Promise<void> {
  const probe = await stack.probe();
  for (const { ip } of await stack.pods("episodic-memory")) {
    await stack.within(probe, { request: { url: `http://${ip}:8081/test/${what}`, method: "POST" } });
  }
}

/** Requests of a client of episodic-memory, one after the other, a second apart, until it is told to stop. */
export class Traffic {
  private ends = false;
  private running = Promise.resolve();

  start(): void {
    this.running = this.run().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.ends = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ends) {
      await stack.request("episodic-memory", "/count");
      await sleep(1000);
    }
  }
}

/** Kills the processes of a service whenever there are any. */
class CrashLoop {
  private ends = false;
  private running = Promise.resolve();

  constructor(private readonly app: string) {}

  async start(): Promise<void> {
    this.running = this.run();
    const reason = "jsonpath={.items[*].status.containerStatuses[*].state.waiting.reason}";
    const pods = ["get", "pods", ...inNamespace, "--selector", `app=${this.app}`, "--output", reason];
    await stack.until("pods are in CrashLoopBackOff", 60, async () =>
      (await stack.ask(...pods)).includes("CrashLoopBackOff"),
    );
  }

  /** Lets new pods run, which do not have to wait for the next try. */
  async stop(): Promise<void> {
    this.ends = true;
    await this.running;
    await stack.ask("delete", "pods", ...inNamespace, "--selector", `app=${this.app}`, "--wait=false");
    await stack.rollout(`deployment/${this.app}`);
  }

  private async run(): Promise<void> {
    while (!this.ends) {
      const pods = await stack.pods(this.app).catch(() => []);
      for (const { pid } of pods.flatMap(({ uid }) => processesOf(uid))) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It has ended meanwhile.
        }
      }
      await sleep(500);
    }
  }
}

const crashLoop = new CrashLoop("reputation-service");
export const hungryForCpu = new HungryPod("hungry-for-cpu", { cpu: "100m", memory: "64Mi" }, "while True: pass");
export const hungryForMemory = new HungryPod(
  "hungry-for-memory",
  { cpu: "100m", memory: "128Mi" },
  "import time; taken = bytearray(b'1') * (100 << 20); time.sleep(86400)",
);

/**
 * It would fill the disk of a node whose volumes are folders. A kubelet measures a volume every one or two minutes; and
 * the alert stays for 5 minutes after its end lest it flap.
 */
const diskSpaceLow: Incident = {
  alert: "DiskSpaceLow",
  severity: "P1",
  for: 0,
  allowance: 210,
  over: 480,
  cause: () =>
    shell(
      "deployment/alertmanager",
      "rest=$(df -k --output=avail /alertmanager | tail -1); head -c $((rest * 9 / 10))K /dev/zero > /alertmanager/filler",
    ),
  repair: () => shell("deployment/alertmanager", "rm /alertmanager/filler"),
};

/** The runbook's table of alerts, one cause or two for each. Two services are down at once: neither hides the other. */
export const incidents: readonly Incident[] = [
  {
    alert: "ServiceDown",
    service: "postgres",
    severity: "P0",
    for: 60,
    allowance: 60,
    over: 90,
    cause: () => stack.ask("scale", "statefulset", "postgres", ...inNamespace, "--replicas", "0"),
    repair: async () => {
      await stack.ask("scale", "statefulset", "postgres", ...inNamespace, "--replicas", "1");
      await stack.rollout("statefulset/postgres");
    },
  },
  {
    alert: "ServiceDown",
    service: "reputation-service",
    severity: "P0",
    for: 60,
    allowance: 75,
    over: 120,
    cause: () => crashLoop.start(),
    repair: () => crashLoop.stop(),
  },
  // These two end when the last bad request is 5 minutes old.
  {
    alert: "HighErrorRate",
    service: "episodic-memory",
    severity: "P1",
    for: 120,
    allowance: 150,
    over: 375,
    cause: () => switchEpisodicMemory("fail?share=1"),
    repair: () => switchEpisodicMemory("fail?share=0"),
  },
  {
    alert: "HighResponseTime",
    service: "episodic-memory",
    severity: "P1",
    for: 120,
    allowance: 150,
    over: 375,
    cause: () => switchEpisodicMemory("slow?seconds=3"),
    repair: () => switchEpisodicMemory("slow?seconds=0"),
  },
  {
    alert: "HighMemoryUsage",
    service: "hungry-for-memory",
    severity: "investigation",
    for: 300,
    allowance: 120,
    over: 90,
    cause: () => hungryForMemory.start(),
    repair: () => hungryForMemory.feed(),
  },
  // It stays for 5 minutes after its end lest it flap.
  {
    alert: "RedisMemoryFull",
    service: "redis",
    severity: "P1",
    for: 0,
    allowance: 120,
    over: 390,
    cause: () =>
      shell(
        "deployment/redis",
        `i=0; while redis-cli -e eval "redis.call('set', KEYS[1], string.rep('x', 1048576))" 1 fill:$i; do i=$((i+1)); done 2>&1`,
      ),
    repair: () => shell("deployment/redis", "redis-cli --scan --pattern 'fill:*' | xargs -n 50 redis-cli unlink"),
  },
  ...(hasOwnVolumes ? [diskSpaceLow] : []),
];

/** A container at its CPU limit: its average over 5 minutes passes 80 % only after four. */
export const highCpuUsage: Incident = {
  alert: "HighCPUUsage",
  service: "hungry-for-cpu",
  severity: "investigation",
  for: 300,
  allowance: 360,
  over: 150,
  cause: () => hungryForCpu.start(),
  repair: () => hungryForCpu.feed(),
};
