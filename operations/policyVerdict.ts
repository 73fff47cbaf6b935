import type { EngineEvent } from "@pulumi/pulumi/automation";

/** What the policies said during an operation. */
export class PolicyVerdict {
  private readonly refusals: string[] = [];

  /** Listens to the engine. */
  hear({ policyEvent }: EngineEvent): void {
    if (policyEvent === undefined) return;
    const { enforcementLevel, message, policyName, resourceUrn = "" } = policyEvent;
    const resource = nameOf(resourceUrn);
    // The engine puts the description of the policy before what it said.
    const text = message.trim().split("\n").at(-1) ?? "";
    // The SDK lets a rule that meets an unknown value pass with a remark: what was not checked must not pass.
    if (text.startsWith("can't run policy")) {
      this.refusals.push(`policy ${policyName} could not be evaluated on ${resource}: ${text}`);
    } else if (enforcementLevel === "mandatory") this.refusals.push(`${resource} breaks policy ${text}`);
  }

  /** Why the operation must not go on; undefined if no mandatory rule is broken and all were evaluated. */
  get refusal(): string | undefined {
    if (this.refusals.length === 0) return undefined;
    const more = this.refusals.length - 1;
    return more === 0 ? this.refusals[0] : `${this.refusals[0]} (and ${more} more, see above)`;
  }
}

/** A resource by its type's last part and its own name, from `urn:pulumi:stack::project::types::name`. */
function nameOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split(":").at(-1) ?? ""} ${name.join("::")}`;
}
