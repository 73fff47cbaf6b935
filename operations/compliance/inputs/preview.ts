import { join } from "node:path";
import { objectOf } from "../../../policies/pulumiResource";
import { projectRoot, type StackConfig } from "../../project";
import { recordStack } from "../../stackRecording";
import { isEncrypted } from "./encryption";
import { type ComplianceInput, locationIn } from "./input";

/**
 * The objects that a stack of this project would deploy; needs neither engine nor cluster.
 *
 * @param stack Name of the stack.
 * @throws SettingsError if the configuration is bad.
 */
export async function readPreview(stack: string, config: StackConfig): Promise<ComplianceInput> {
  const location = locationIn(join(projectRoot, `Pulumi.${stack}.yaml`));
  const registrations = await recordStack(stack, config);
  return {
    source: `preview of stack ${stack}`,
    location,
    resources: registrations.flatMap(({ type, inputs, sent, protect }) => {
      const object = objectOf(type, inputs);
      if (object === undefined) return [];
      return [{ object, protect, location, ...(object.kind === "Secret" ? { encrypted: isEncrypted(sent) } : {}) }];
    }),
    unjudged: [],
    warnings: [],
  };
}
