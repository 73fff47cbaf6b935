import type { Exception } from "./exceptions";
import { defaultParameters, type PolicyParameters } from "./parameters";
import { isObjectRule, type Rule } from "./rule";
import type { Declarations } from "./stackObjects";
import type { StackPolicy } from "./stackPolicy";

/** What the configuration of the pack says of a rule. */
export type RuleConfig = Partial<PolicyParameters> &
  Declarations & { enforcementLevel?: "advisory"; exceptions?: readonly Omit<Exception, "rule">[] };

/**
 * The configuration of the pack for a stack, by rule: what the stack declares, excepts and, where it is a throw-away
 * stack, only warns of. Rules of which nothing is to be said are left out.
 */
export function packConfig(rules: readonly Rule[], policy: StackPolicy): Record<string, RuleConfig> {
  const configs = rules.map((rule) => [rule.id, configOf(rule, policy)] as const);
  return Object.fromEntries(configs.filter(([, config]) => Object.keys(config).length > 0));
}

function configOf(rule: Rule, { context, declarations, lenient }: StackPolicy): RuleConfig {
  const exceptions = context.exceptions
    .filter((exception) => exception.rule === rule.id)
    .map(({ object, reason, owner, expires }) => ({ object, reason, owner, expires }));
  const parameters = isObjectRule(rule) ? (rule.parameters ?? []) : [];
  const declared = isObjectRule(rule) ? [] : (rule.declarations ?? []);
  return {
    ...Object.fromEntries(
      parameters
        .filter((name) => JSON.stringify(context.parameters[name]) !== JSON.stringify(defaultParameters[name]))
        .map((name) => [name, context.parameters[name]]),
    ),
    ...Object.fromEntries(
      declared.filter((name) => declarations[name] !== undefined).map((name) => [name, declarations[name]]),
    ),
    ...(exceptions.length > 0 ? { exceptions } : {}),
    ...(lenient && rule.lenientLocally === true ? { enforcementLevel: "advisory" as const } : {}),
  };
}
