import { quoted, type ObjectRule, type RuleDescription } from "./rule";

/** The text of a violation, the same wherever it is found. */
export function message(rule: RuleDescription, where: string, problem: string): string {
  return `${rule.id}: ${where}: ${problem}. ${rule.remedy}`;
}

/** CEL of the text of an object rule's violation. */
export function messageExpression(rule: ObjectRule): string {
  const where =
    rule.target.as === "container" ? `'container ' + container.name + ', ${rule.field}'` : quoted(rule.field);
  return `${quoted(`${rule.id}: `)} + ${where} + ': ' + (${rule.problem}) + ${quoted(`. ${rule.remedy}`)}`;
}
