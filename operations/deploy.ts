import { LocalWorkspace, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import stack from "../index";
import { projectName, projectRoot, readStackSettings } from "./project";

/** An operation of the Pulumi engine on a stack. */
export type Operation = "preview" | "up" | "destroy";

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
  readonly changes: Readonly<Record<string, number>>;
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
  readStackSettings(options.stack);
  const onOutput = options.onOutput ?? ((text: string) => void process.stdout.write(text));
  const workspace = await LocalWorkspace.createOrSelectStack(
    { stackName: options.stack, projectName, program: () => Promise.resolve(stack()) },
    { workDir: options.workDir ?? projectRoot },
  );
  try {
    return await run(operation, workspace, onOutput);
  } catch (error) {
    throw new OperationFailed(`${operation} of stack ${options.stack} failed: ${reason(error)}`, { cause: error });
  }
}

async function run(operation: Operation, workspace: Stack, onOutput: (text: string) => void): Promise<DeployResult> {
  const settings = { onOutput, onError: onOutput, color: process.stdout.isTTY ? "always" : "never" } as const;
  switch (operation) {
    case "preview": {
      const { changeSummary } = await workspace.preview({ ...settings, diff: false });
      return { changes: changeSummary, outputs: {} };
    }
    case "up": {
      const { summary, outputs } = await workspace.up(settings);
      return { changes: summary.resourceChanges ?? {}, outputs };
    }
    case "destroy": {
      const { summary } = await workspace.destroy(settings);
      return { changes: summary.resourceChanges ?? {}, outputs: {} };
    }
  }
}

/** The engine's own last word; its whole output has been printed already. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").map((line) => line.trim());
  return (
    lines
      .find((line) => line.startsWith("error:"))
      ?.slice("error:".length)
      .trim() ?? "see the engine's output above"
  );
}
