import type { CheckFailure } from "@pulumi/pulumi/provider";
import { randomText, type StringSpec } from "./characters";
import type { Kind } from "./kind";
import { isUnknown, secret, type Properties } from "../values";

const DEFAULTS = {
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

const INPUTS = ["keepers", "length", "number", "overrideSpecial", ...Object.keys(DEFAULTS)];
const CLASSES = ["lower", "upper", "numeric", "special"];
const MINIMUMS = ["minLower", "minUpper", "minNumeric", "minSpecial"];

/** `RandomString`: a random text that is not secret. Its ID is the text. */
export const randomString: Kind = {
  inputs: INPUTS,
  withDefaults,
  check,
  generate: (inputs) => {
    const result = randomText(specOf(inputs));
    return { id: result, outputs: { result } };
  },
};

/**
 * `RandomPassword`: a random text that is secret. Its ID is `none`, so that the password shows nowhere.
 * `bcryptHash`, which the genuine provider also gives, is not computed: it stays undefined.
 */
export const randomPassword: Kind = {
  inputs: INPUTS,
  withDefaults,
  check,
  generate: (inputs) => ({ id: "none", outputs: { result: secret(randomText(specOf(inputs))) } }),
};

/** `number` is the deprecated name of `numeric`; both are kept in state, with the same value, as the genuine provider does. */
function withDefaults(inputs: Properties): Properties {
  const numeric = inputs.numeric ?? inputs.number ?? DEFAULTS.numeric;
  return { ...DEFAULTS, ...inputs, numeric, number: inputs.number ?? numeric };
}

/** Inputs that are not known yet are judged when they are. */
function check(inputs: Properties): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const { length } = inputs;
  if (!isUnknown(length) && !isWhole(length, 1)) {
    failures.push({ property: "length", reason: `length must be a whole number of 1 or more, not ${show(length)}` });
  }
  for (const property of MINIMUMS.filter((name) => !isUnknown(inputs[name]) && !isWhole(inputs[name], 0))) {
    const reason = `${property} must be a whole number of 0 or more, not ${show(inputs[property])}`;
    failures.push({ property, reason });
  }
  const minimums = MINIMUMS.map((name) => inputs[name]).filter((value) => typeof value === "number");
  const least = minimums.reduce((sum, value) => sum + value, 0);
  if (typeof length === "number" && length < least) {
    const reason = `length ${length} cannot hold the ${least} characters that minLower, minUpper, minNumeric and minSpecial ask for`;
    failures.push({ property: "length", reason });
  }
  if (CLASSES.every((name) => inputs[name] === false)) {
    const reason = "no characters to draw from: set one of lower, upper, numeric or special to true";
    failures.push({ property: "lower", reason });
  }
  if (!isUnknown(inputs.numeric) && !isUnknown(inputs.number) && inputs.numeric !== inputs.number) {
    const reason = "number and numeric are two names of one input and differ: give numeric only";
    failures.push({ property: "number", reason });
  }
  return failures;
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least;
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}

/** The engine hands over only inputs that passed `check`, all of them known. */
function specOf(inputs: Properties): StringSpec {
  return { overrideSpecial: "", ...inputs } as unknown as StringSpec;
}
