import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { type EngineEvent, LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { installStandIn } from "../../local/engine/standIn";

const main = resolve(__dirname, "..", "..", "local", "plugins", "kubernetes", "main.ts");

/** What one run of the engine did and showed. */
export interface Run {
  /** Whether the run ended well. */
  ok: boolean;
  /** Everything that the engine printed. */
  output: string;
  /** How many resources were created, updated, replaced, deleted, left the same. */
  changes: Record<string, number>;
  events: EngineEvent[];
  seconds: number;
}

export type Program = () => Promise<void>;
type Verb = "up" | "preview" | "refresh" | "destroy";

/** A stack in a folder of its own, run by the real engine with the stand-in as its Kubernetes plugin. */
export interface ProviderStack {
  run: (verb: Verb, program?: Program, signal?: AbortSignal) => Promise<Run>;
  /** The state file, as it is on disk. */
  state: () => string;
  /** The process ids of this stack's plugins that still run. */
  plugins: () => number[];
  /** Kills the engine that runs now, as a crash would; `run` ends. */
  killEngine: () => void;
  /** Takes away the lock that a killed engine leaves. */
  unlock: () => Promise<void>;
}

export interface StackPlace {
  /** For the engine's home and the state. */
  folder: string;
  name: string;
  kubeconfig: string;
  /** Absolute path of the Pulumi CLI. */
  pulumi: string;
  /** The stack's configuration. */
  config: Record<string, string>;
}

export async function providerStack({ folder, name, kubeconfig, pulumi, config }: StackPlace): Promise<ProviderStack> {
  const home = join(folder, "pulumi");
  installStandIn(join(home, "plugins", "resource-kubernetes-v4.34.2"), "pulumi-resource-kubernetes", main);
  mkdirSync(join(folder, "state"), { recursive: true });
  const cli = join(folder, "cli");
  mkdirSync(join(cli, "bin"), { recursive: true });
  if (!existsSync(join(cli, "bin", "pulumi"))) symlinkSync(pulumi, join(cli, "bin", "pulumi"));
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: name, projectName: "provider-test", program: () => Promise.resolve() },
    {
      pulumiHome: home,
      pulumiCommand: await PulumiCommand.get({ root: cli }),
      projectSettings: {
        name: "provider-test",
        runtime: "nodejs",
        backend: { url: `file://${join(folder, "state")}` },
      },
      envVars: {
        KUBECONFIG: kubeconfig,
        PULUMI_CONFIG_PASSPHRASE: "only for this test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    },
  );

  await stack.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])));

  const run: ProviderStack["run"] = async (verb, program = () => Promise.resolve(), signal) => {
    const lines: string[] = [];
    const events: EngineEvent[] = [];
    const begun = Date.now();
    let ok = true;
    const onOutput = (line: string) => lines.push(line);
    const options = { signal, onOutput, onError: onOutput, onEvent: (event: EngineEvent) => events.push(event) };
    try {
      if (verb === "up") await stack.up({ ...options, program });
      else if (verb === "preview") await stack.preview({ ...options, program });
      else await stack[verb](options);
    } catch {
      ok = false;
    }
    const summary = events.findLast((event) => event.summaryEvent)?.summaryEvent;
    return {
      ok,
      output: lines.join(""),
      changes: summary?.resourceChanges ?? {},
      events,
      seconds: (Date.now() - begun) / 1000,
    };
  };
  const stateFile = join(folder, "state", ".pulumi", "stacks", "provider-test", `${name}.json`);
  const plugins = (): number[] => pluginsOf(home);
  return {
    run,
    state: () => readFileSync(stateFile, "utf8"),
    plugins,
    killEngine: () => {
      const engines = new Set(plugins().map(parentOf));
      for (const pid of engines) process.kill(pid, "SIGKILL");
    },
    unlock: () => stack.cancel(),
  };
}

/** The operations on the resources of a kind, in the order in which they began. */
export function operations(events: EngineEvent[], kind: string): string[] {
  return events.flatMap(({ resourcePreEvent: event }) =>
    event?.metadata.type.endsWith(`:${kind}`) === true ? [event.metadata.op] : [],
  );
}

/** What changed in the resource of a kind: the kind of change by path. */
export function detailedDiff(events: EngineEvent[], kind: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { resourcePreEvent, resOutputsEvent } of events) {
    const metadata = (resourcePreEvent ?? resOutputsEvent)?.metadata;
    if (metadata?.type.endsWith(`:${kind}`) !== true) continue;
    for (const [path, diff] of Object.entries(metadata.detailedDiff ?? {})) {
      found[path] = (diff as unknown as { diffKind: string }).diffKind;
    }
  }
  return found;
}

/** kubectl on the test's cluster; throws with its error output. */
export function kubectlOf(path: string, kubeconfig: string): (...args: string[]) => string {
  return (...args) =>
    execFileSync(path, ["--kubeconfig", kubeconfig, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The plugins that an engine of this home has started. */
function pluginsOf(home: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const runs = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(main);
        return runs && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`PULUMI_HOME=${home}\0`);
      } catch {
        return false; // It has ended meanwhile.
      }
    })
    .map(Number);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
