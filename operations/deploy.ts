import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineEvent, LocalWorkspace, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import stack from "../index";
import { packConfig } from "../policies/packConfig";
import { rules } from "../policies/rules";
import { type StackPolicy, stackPolicy } from "../policies/stackPolicy";
import { engineError } from "./engineError";
import { PolicyVerdict } from "./policyVerdict";
import { projectName, projectRoot, readStackSettings } from "./project";

/** An operation of the Pulumi engine on a stack. */
export type Operation = "preview" | "up" | "refresh" | "destroy";

/** The hardening rules, which judge every preview. */
const policyPack = join(projectRoot, "policies");

/** Where and on what an operation runs. */
export interface DeployOptions {
  /** Name of the stack; created if the backend does not have it. */
  readonly stack: string;
  /** Folder of Pulumi.yaml and the stack's file. Defaults to the project's. */
  readonly workDir?: string;
  /** Receives what the engine prints, as it prints it. Defaults to standard output. */
  readonly onOutput?: (text: string) => void;
}

/** What an operation did. */
export interface DeployResult {
  /** Resources by what was (or would be) done to them: create, update, delete, replace, same. */
  readonly changes: Readonly<Partial<Record<string, number>>>;
  /** Outputs of the stack; empty after a preview or a destroy. */
  readonly outputs: OutputMap;
}

/** The engine has ended an operation with an error that it has already printed. */
export class OperationFailed extends Error {}

/**
 * Runs an operation through the Pulumi engine. The program runs in this process; the policy pack, which judges every
 * preview, and so what `up` may do, is run by the language host.
 *
 * @throws SettingsError with every problem of the configuration, before the engine starts.
 * @throws OperationFailed if the engine could not complete the operation, a mandatory rule is broken, or a rule could
 *   not be evaluated.
 */
export async function deploy(operation: Operation, options: DeployOptions): Promise<DeployResult> {
  const workDir = options.workDir ?? projectRoot;
  const settings = readStackSettings(options.stack, workDir);
  const onOutput = options.onOutput ?? ((text: string) => void process.stdout.write(text));
  const workspace = await LocalWorkspace.createOrSelectStack(
    { stackName: options.stack, projectName, program: () => Promise.resolve(stack()) },
    { workDir },
  );
  // The engine tidies up when it is interrupted, and needs this process until it has. A terminal interrupts both; what
  // ends only this process is handed on.
  const interruption = new AbortController();
  const wait = () => undefined;
  const interrupt = () => {
    interruption.abort();
  };
  process.on("SIGINT", wait).on("SIGTERM", interrupt);
  const verdict = new PolicyVerdict();
  try {
    return await run(operation, workspace, {
      onOutput,
      signal: interruption.signal,
      verdict,
      policy: stackPolicy(settings),
    });
  } catch (error) {
    const printed = error instanceof Error ? error.message : String(error);
    const reason = verdict.refusal ?? engineError(printed);
    throw new OperationFailed(`${operation} of stack ${options.stack} failed: ${reason}`, { cause: error });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", interrupt);
  }
}

interface RunOptions {
  onOutput: (text: string) => void;
  signal: AbortSignal;
  verdict: PolicyVerdict;
  policy: StackPolicy;
}

/** What changes something is previewed first: the engine would otherwise find out half-way what it must refuse. */
async function run(operation: Operation, workspace: Stack, options: RunOptions): Promise<DeployResult> {
  const { onOutput, signal, verdict, policy } = options;
  const color = process.stdout.isTTY ? "always" : "never";
  const settings = { onOutput, onError: onOutput, color, signal } as const;
  const judged = async () => {
    const onEvent = (event: EngineEvent) => {
      verdict.hear(event);
    };
    const folder = mkdtempSync(join(tmpdir(), "policy-"));
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify(packConfig(rules, policy)));
    try {
      const packs = { policyPacks: [policyPack], policyPackConfigs: [config] };
      const result = await workspace.preview({ ...settings, ...packs, onEvent });
      if (verdict.refusal !== undefined) throw new Error(verdict.refusal);
      return result;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  switch (operation) {
    case "preview": {
      const { changeSummary } = await judged();
      return { changes: changeSummary, outputs: {} };
    }
    case "up": {
      await judged();
      const { summary, outputs } = await workspace.up(settings);
      return { changes: summary.resourceChanges ?? {}, outputs };
    }
    case "refresh": {
      const { summary } = await workspace.refresh(settings);
      return { changes: summary.resourceChanges ?? {}, outputs: {} };
    }
    case "destroy": {
      await workspace.previewDestroy(settings);
      const { summary } = await workspace.destroy(settings);
      return { changes: summary.resourceChanges ?? {}, outputs: {} };
    }
  }
}
