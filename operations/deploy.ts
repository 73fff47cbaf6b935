import { LocalWorkspace, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import stack from "../index";
import { engineError } from "./engineError";
import { projectName, projectRoot, readStackSettings } from "./project";

/** An operation of the Pulumi engine on a stack. */
export type Operation = "preview" | "up" | "refresh" | "destroy";

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
 * Runs an operation through the Pulumi engine. The program runs in this process, so no language host is needed.
 *
 * @throws SettingsError with every problem of the configuration, before the engine starts.
 * @throws OperationFailed if the engine could not complete the operation.
 */
export async function deploy(operation: Operation, options: DeployOptions): Promise<DeployResult> {
  const workDir = options.workDir ?? projectRoot;
  readStackSettings(options.stack, workDir);
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
  try {
    return await run(operation, workspace, { onOutput, signal: interruption.signal });
  } catch (error) {
    const printed = error instanceof Error ? error.message : String(error);
    throw new OperationFailed(`${operation} of stack ${options.stack} failed: ${engineError(printed)}`, {
      cause: error,
    });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", interrupt);
  }
}

interface RunOptions {
  onOutput: (text: string) => void;
  signal: AbortSignal;
}

/** What changes something is previewed first: the engine would otherwise find out half-way what it must refuse. */
async function run(operation: Operation, workspace: Stack, { onOutput, signal }: RunOptions): Promise<DeployResult> {
  const color = process.stdout.isTTY ? "always" : "never";
  const settings = { onOutput, onError: onOutput, color, signal } as const;
  switch (operation) {
    case "preview": {
      const { changeSummary } = await workspace.preview(settings);
      return { changes: changeSummary, outputs: {} };
    }
    case "up": {
      await workspace.preview(settings);
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
