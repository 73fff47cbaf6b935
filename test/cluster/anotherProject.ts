import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EngineEvent,
  LocalWorkspace,
  type PolicyEvent,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";
import { startControlPlane, stopControlPlane } from "../../local/cluster/controlPlane";
import { engineEnvironment } from "../../local/engine/environment";
import { ensurePlugins } from "../../local/engine/plugins";
import { ensureTools } from "../../local/toolchain/build";
import { projectRoot } from "../../operations/project";
import { type Kubectl, kubectlFor } from "./kubectl";

/** What the engine did and showed. */
export interface Judged {
  /** Whether the operation ended well. */
  readonly ok: boolean;
  /** Everything that the engine printed. */
  readonly output: string;
  readonly events: readonly EngineEvent[];
  /** What the policies said. */
  readonly remarks: readonly PolicyEvent[];
}

/** How an operation is judged. */
export interface Judges {
  /** Folder of the policy pack. Defaults to this repository's. */
  readonly pack?: string;
  /** Configuration of the pack by rule, as a user writes it. Defaults to none. */
  readonly config?: Readonly<Record<string, object>>;
}

/** A project that only uses the policy pack, with an engine and a control plane of its own. */
export class AnotherProject {
  private readonly root = mkdtempSync(join(tmpdir(), "another-"));
  private readonly home = join(this.root, "cluster");
  private readonly path = process.env.PATH;
  private stack?: Stack;
  private cluster?: Kubectl;

  async start(): Promise<void> {
    const { kubeconfig } = await startControlPlane({ home: this.home, report: () => undefined });
    const tools = await ensureTools(["pulumi", "kubectl"], console.log);
    await ensurePlugins({ pulumi: tools.pulumi, home: join(this.root, ".local", "pulumi"), report: () => undefined });
    const envVars = engineEnvironment({ root: this.root, tools, kubeconfig });
    process.env.PATH = envVars.PATH;
    const program = () => Promise.resolve();
    this.stack = await LocalWorkspace.createStack({ stackName: "dev", projectName: "another", program }, { envVars });
    this.cluster = await kubectlFor(kubeconfig);
  }

  async stop(): Promise<void> {
    await stopControlPlane({ home: this.home, report: () => undefined, wipe: true });
    process.env.PATH = this.path;
    rmSync(this.root, { recursive: true, force: true });
  }

  get kubectl(): Kubectl {
    if (this.cluster === undefined) throw new Error("start the project first");
    return this.cluster;
  }

  /** A preview of a program; for `up` followed by the update if nothing was refused, as at the command line. */
  async run(operation: "preview" | "up", program: PulumiFn, judges: Judges = {}): Promise<Judged> {
    const preview = await this.operate("preview", program, judges);
    return operation === "up" && preview.ok ? this.operate("up", program, judges) : preview;
  }

  private async operate(operation: "preview" | "up", program: PulumiFn, judges: Judges): Promise<Judged> {
    if (this.stack === undefined) throw new Error("start the project first");
    const configFile = join(this.root, "policies.json");
    writeFileSync(configFile, JSON.stringify(judges.config ?? {}));
    let output = "";
    const events: EngineEvent[] = [];
    const onOutput = (text: string) => {
      output += text;
    };
    const options = {
      program,
      policyPacks: [judges.pack ?? join(projectRoot, "policies")],
      policyPackConfigs: [configFile],
      onOutput,
      onError: onOutput,
      onEvent: (event: EngineEvent) => events.push(event),
    };
    const ok = await this.stack[operation](options).then(
      () => true,
      () => false,
    );
    const remarks = events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));
    return { ok, output, events, remarks };
  }

  /** The state, as it is stored. */
  storedState(): string {
    return readFileSync(join(this.root, ".local/state/.pulumi/stacks/another/dev.json"), "utf8");
  }
}
