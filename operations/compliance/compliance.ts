import { rules as allRules } from "../../policies/rules";
import type { Rule } from "../../policies/rule";
import { defaultPolicy, type StackPolicy, stackPolicy } from "../../policies/stackPolicy";
import { readSettings } from "../../components";
import { projectName, readStackConfig, type StackConfig } from "../project";
import type { ComplianceInput } from "./inputs/input";
import { readManifests } from "./inputs/manifests";
import { readPreview } from "./inputs/preview";
import { readState } from "./inputs/state";
import { type ComplianceReport, examine } from "./report";

/** What to judge, and by what. */
export interface ComplianceOptions {
  /**
   * Stack of this project: its preview is judged, or what `state` or `yaml` names by this stack's declarations and
   * exceptions. Without it those are judged by the defaults, without exceptions.
   */
  readonly stack?: string;
  /** State file to judge instead of the preview. */
  readonly state?: string;
  /** Folder of manifests, or a manifest, to judge instead of the preview. */
  readonly yaml?: string;
  /** For `yaml`: where objects go that name no namespace. Defaults to `default`, as for kubectl. */
  readonly namespace?: string;
  /** Defaults to every rule. */
  readonly rules?: readonly Rule[];
}

/** 0: every mandatory rule is kept. 1: one is violated. 2: none is, but something could not be judged. */
export type ComplianceExitCode = 0 | 1 | 2;

/**
 * Judges a preview, a state or manifests by the hardening checklist.
 *
 * @throws Error if the input cannot be read at all, which is exit code 2 too.
 */
export async function compliance(
  options: ComplianceOptions,
): Promise<{ report: ComplianceReport; exitCode: ComplianceExitCode }> {
  if (options.state !== undefined && options.yaml !== undefined) {
    throw new Error("a state and manifests are judged one at a time: give --state or --yaml, not both");
  }
  const config = options.stack === undefined ? undefined : readStackConfig(options.stack);
  const input = await read(options, config);
  const report = examine(input, options.rules ?? allRules, policyOf(config));
  return { report, exitCode: ({ passed: 0, failed: 1, unknown: 2 } as const)[report.result] };
}

function read({ stack, state, yaml, namespace }: ComplianceOptions, config?: StackConfig): Promise<ComplianceInput> {
  if (state !== undefined) return Promise.resolve(readState(state));
  if (yaml !== undefined) return Promise.resolve(readManifests(yaml, namespace ?? "default"));
  if (stack === undefined || config === undefined) {
    throw new Error("there is nothing to judge: give --stack, --state or --yaml");
  }
  return readPreview(stack, config);
}

function policyOf(config: StackConfig | undefined): StackPolicy {
  return config === undefined ? defaultPolicy : stackPolicy(readSettings(config, projectName));
}
