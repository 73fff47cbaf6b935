import { quoted } from "./rule";

/** One of several conditions of a rule, with what is wrong where it does not hold. */
export interface Clause {
  /** CEL, boolean. */
  readonly valid: string;
  /** CEL, string. */
  readonly problem: string;
}

/**
 * An integer field within bounds.
 *
 * @param owner CEL of the object that has the field.
 * @param fallback What the API server takes for an absent field; without one, the field must be there.
 */
export function within(owner: string, field: string, min: number, max: number, fallback?: number): Clause {
  const absent = fallback ?? -1;
  const value = `${owner}.?${field}.orValue(${absent})`;
  const shown = fallback === undefined ? `(${value} == ${absent} ? 'missing' : string(${value}))` : `string(${value})`;
  return {
    valid: `${value} >= ${min} && ${value} <= ${max}`,
    problem: `${quoted(`${field} is `)} + ${shown} + ${quoted(`, not ${min} to ${max}`)}`,
  };
}

/** All of some conditions, as a rule has them: the problem names each one that does not hold. */
export function every(...clauses: readonly Clause[]): Clause {
  const problems = clauses.map(({ valid, problem }) => `(${valid}) ? '' : ${problem}`);
  return {
    valid: clauses.map(({ valid }) => `(${valid})`).join(" && "),
    problem: `[${problems.join(", ")}].filter(text, text != '').join(' and ')`,
  };
}
