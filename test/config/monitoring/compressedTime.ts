import type { Rule, RuleGroup } from "../../../components/monitoring/alert";

/** Milliseconds that stand for a minute of the shipped configuration. */
export const minute = 2000;

/**
 * A duration of the shipped configuration in a test's time, in which a minute lasts so many milliseconds. Throws if it
 * is not a number with one of the units.
 */
export function compressed(duration: string, minuteMilliseconds = minute): string {
  const match = /^(\d+)([smhd])$/.exec(duration);
  if (match === null) throw new Error(`"${duration}" is no duration that can be compressed`);
  const [, number, unit] = match;
  return `${Math.round(Number(number) * minutes[unit] * minuteMilliseconds)}ms`;
}

const minutes: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60, d: 24 * 60 };

/**
 * The shipped rules in this suite's time: every `for`, every `keep_firing_for` and every window of an expression is
 * shorter by the same factor, and nothing else is changed. Throws on whatever else would have to be.
 */
export function compressedGroups(groups: readonly RuleGroup[]): RuleGroup[] {
  return groups.map(({ name, rules }) => ({ name, rules: rules.map(compressedRule) }));
}

function compressedRule(rule: Rule): Rule {
  const durations = { for: rule.for, keep_firing_for: rule.keep_firing_for };
  const shorter = Object.entries(durations).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, compressed(value)]],
  );
  return { ...rule, expr: compressedExpression(rule.expr), ...Object.fromEntries(shorter) };
}

/** A PromQL expression with compressed windows. Texts in quotes stay: a `[.]` there is no window. */
export function compressedExpression(expression: string): string {
  return expression
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part) => (part.startsWith('"') ? part : compressedWindows(part)))
    .join("");
}

function compressedWindows(code: string): string {
  if (/\boffset\b|@/.test(code)) throw new Error(`an offset cannot be compressed: ${code}`);
  return code.replace(/\[([^\]]*)\]/g, (_, window: string) => `[${compressed(window)}]`);
}
