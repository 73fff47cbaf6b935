import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, type PreviewOptions } from "@pulumi/pulumi/automation";
import stack from "../index";
import { projectName, readStackSettings } from "../operations/project";
import { packConfig } from "../policies/packConfig";
import { rules } from "../policies/rules";
import { stackPolicy } from "../policies/stackPolicy";
import { LocalStack } from "../test/cluster/localStack";
import { type Sample, sampleOf } from "./sample";

/** Stack `local`, deployed to a control plane of its own, where nothing changes any more. */
export class MeasuredStack extends LocalStack {
  /**
   * What a preview of the whole stack takes: of the engine, the plugins, the program, which is loaded already, and the
   * policy packs.
   *
   * @throws Error if the preview fails, or would change anything.
   */
  async preview(policies: Pick<PreviewOptions, "policyPacks" | "policyPackConfigs">): Promise<Sample> {
    const workspace = await LocalWorkspace.createOrSelectStack(
      { stackName: "local", projectName, program: () => Promise.resolve(stack()) },
      { workDir: this.workDir },
    );
    return sampleOf(async () => {
      const { changeSummary } = await workspace.preview({ ...policies, onOutput: () => undefined, color: "never" });
      const { same, ...changes } = changeSummary as Record<string, number>;
      if (!same || Object.keys(changes).length > 0) {
        throw new Error(`the stack is not unchanged: ${JSON.stringify(changeSummary)}`);
      }
    });
  }

  /** A file with the configuration that the hardening rules are given for the stack. */
  packConfig(): string {
    const file = join(this.root, "pack.json");
    writeFileSync(file, JSON.stringify(packConfig(rules, stackPolicy(readStackSettings("local", this.workDir)))));
    return file;
  }
}
