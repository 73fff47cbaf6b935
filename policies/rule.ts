import type { Section } from "./checklist";
import type { FrameworkReference } from "./frameworks";
import type { KubernetesObject } from "./kubernetesObject";
import type { ParameterName } from "./parameters";
import type { Declarations, StackObjects } from "./stackObjects";
import type { Target } from "./targets";

/** How bad a violation is. */
export type Severity = "low" | "medium" | "high" | "critical";

/** What every rule says of itself. */
export interface RuleDescription {
  /** Stable name: in reports, exceptions, the pack's configuration and the API server's refusals. */
  readonly id: string;
  /** What holds where the rule is kept, as a sentence. */
  readonly title: string;
  /** The line of the runbook's checklist that the rule serves; `operations` if it serves none. */
  readonly checklist: Section;
  readonly severity: Severity;
  readonly frameworks: readonly FrameworkReference[];
  /** How to mend a violation, as a sentence. */
  readonly remedy: string;
  /** A throw-away stack (environments local and e2e) cannot keep the rule; it only warns there. Defaults to false. */
  readonly lenientLocally?: boolean;
}

/**
 * A rule about a single object, as CEL: the same text is evaluated at preview and by the API server. The expressions see
 * `object`, `variables` (see targets.ts), and `container` or `pod` as the target says. What CEL cannot tell apart at the
 * API server is judged by its value there: an absent field counts as its default.
 */
export interface ObjectRule extends RuleDescription {
  /** What of which kinds is looked at. */
  readonly target: Target;
  /** CEL, boolean: whether the target complies. */
  readonly valid: string;
  /** The field that must change, relative to the target, such as `securityContext.privileged`. */
  readonly field: string;
  /** CEL, string: what is wrong, without a final stop, never with a value that could be secret. */
  readonly problem: string;
  /** Parameters of the stack that the expressions read. */
  readonly parameters?: readonly ParameterName[];
  /** The mended properties of an object in violation, where the fix is unambiguous. */
  readonly mend?: (object: KubernetesObject) => KubernetesObject;
}

/** One thing that a stack rule found. */
export interface Finding {
  readonly object: KubernetesObject;
  /** The field that must change. */
  readonly field: string;
  /** What is wrong, without a final stop. */
  readonly problem: string;
}

/** A rule about all objects of a stack together. */
export interface StackRule extends RuleDescription {
  /** What the rule must know of the stack beside its objects. */
  readonly declarations?: readonly (keyof Declarations)[];
  /** Every violation among the objects. */
  readonly check: (stack: StackObjects) => readonly Finding[];
}

export type Rule = ObjectRule | StackRule;

export function isObjectRule(rule: Rule): rule is ObjectRule {
  return "valid" in rule;
}

/** A text as a CEL string. */
export const quoted = (text: string): string => JSON.stringify(text);
