import type { Exception } from "../policies/exceptions";
import { isCidr } from "./foundation/cidr";
import { isReference } from "./images";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "./workload/quantity";

/** The types that a configuration key may have, as `Pulumi.yaml` names them. */
export type SettingType = "string" | "integer" | "boolean" | "array" | "object";

/** One configuration key: what `Pulumi.yaml` and the README say of it, and what a value must satisfy. */
export interface Setting<Value> {
  readonly type: SettingType;
  /** For an array: the type of its elements. */
  readonly items?: SettingType;
  /** Absent: every stack must set the key. */
  readonly default?: Value;
  readonly description: string;
  /** What a value must be, in words that complete "must be ...". */
  readonly constraint: string;
  /** Whether a value of the right type satisfies the constraint. */
  readonly accepts: (value: Value) => boolean;
  /** An acceptable value as the API server would write it; any other spelling would show as a change for ever. */
  readonly canonical?: (value: Value) => Value;
}

interface Declaration<Value> {
  default?: Value;
  description: string;
}

/** An integer within bounds, both included. */
export const integer = (minimum: number, maximum: number, declared: Declaration<number>): Setting<number> => ({
  type: "integer",
  constraint: `an integer from ${minimum} to ${maximum}`,
  accepts: (value) => value >= minimum && value <= maximum,
  ...declared,
});

/** True or false. */
export const boolean = (declared: Declaration<boolean>): Setting<boolean> => ({
  type: "boolean",
  constraint: "true or false",
  accepts: () => true,
  ...declared,
});

/** A text that satisfies a constraint. */
export const text = (
  constraint: string,
  accepts: (value: string) => boolean,
  declared: Declaration<string>,
): Setting<string> => ({ type: "string", constraint, accepts, ...declared });

/** One of some texts. */
export const oneOf = (values: readonly string[], declared: Declaration<string>): Setting<string> =>
  text(`one of ${values.join(", ")}`, (value) => values.includes(value), declared);

/** An amount of CPU above 0, as a Kubernetes quantity. */
export const cpu = (declared: Declaration<string>): Setting<string> => ({
  ...text('a CPU quantity above 0 such as "500m" or "2"', (value) => (parseCpu(value) ?? 0) > 0, declared),
  canonical: (value) => formatCpu(parseCpu(value) ?? NaN),
});

/** A number of bytes above 0, as a Kubernetes quantity. */
export const bytes = (declared: Declaration<string>): Setting<string> => ({
  ...text('a quantity of bytes above 0 such as "512Mi" or "20Gi"', (value) => (parseBytes(value) ?? 0) > 0, declared),
  canonical: (value) => formatBytes(parseBytes(value) ?? NaN),
});

/** A share between two bounds, both included, as a decimal number in a text: Pulumi has no configuration type for one. */
export const share = (minimum: number, maximum: number, declared: Declaration<string>): Setting<string> =>
  text(
    `a number from ${minimum} to ${maximum} in quotes such as "${maximum}"`,
    (value) => /^0\.\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum,
    declared,
  );

const isAddress = (value: string) => /^https?:\/\/[^\s?#@]+[^\s?#@/]$/.test(value) && URL.canParse(value);

/** The address of a page that people open. */
export const pageAddress = (declared: Declaration<string>): Setting<string> =>
  text("an http or https address without a slash at its end", isAddress, declared);

/** The address of a page or server, or none. */
export const address = (declared: Declaration<string>): Setting<string> =>
  text("empty or an http or https address without a slash at its end", (v) => v === "" || isAddress(v), declared);

/** The four resource keys of a workload: what a container asks for, and what it may use at most. */
export function resources<Workload extends string>(
  workload: Workload,
  cpus: [string, string],
  memory: [string, string],
) {
  return {
    [`${workload}.cpuRequest`]: cpu({ default: cpus[0], description: `CPU reserved for each ${workload} container.` }),
    [`${workload}.cpuLimit`]: cpu({ default: cpus[1], description: `CPU that a ${workload} container may use.` }),
    [`${workload}.memoryRequest`]: bytes({
      default: memory[0],
      description: `Memory reserved for each ${workload} container.`,
    }),
    [`${workload}.memoryLimit`]: bytes({
      default: memory[1],
      description: `Memory above which a ${workload} container is killed.`,
    }),
  } as Record<`${Workload}.${"cpuRequest" | "cpuLimit" | "memoryRequest" | "memoryLimit"}`, Setting<string>>;
}

/** A list of different texts. */
export const list = (
  constraint: string,
  element: RegExp,
  declared: Declaration<readonly string[]>,
): Setting<readonly string[]> => ({
  type: "array",
  items: "string",
  constraint: `a list of ${constraint}, each once`,
  accepts: (values) =>
    values.every((value) => typeof value === "string" && element.test(value)) && new Set(values).size === values.length,
  ...declared,
});

/** Ranges of addresses, at least one. */
export const cidrs = (declared: Declaration<readonly string[]>): Setting<readonly string[]> => ({
  type: "array",
  items: "string",
  constraint: "a list of one or more ranges of addresses such as 10.0.0.0/8",
  // A NetworkPolicy reads an empty list as every address.
  accepts: (values) => values.length > 0 && values.every((value) => typeof value === "string" && isCidr(value)),
  ...declared,
});

/** Ranges of addresses, perhaps none: what depends on them is then switched off. */
export const optionalCidrs = (declared: Declaration<readonly string[]>): Setting<readonly string[]> => ({
  ...cidrs(declared),
  constraint: "a list of ranges of addresses such as 10.0.0.0/8",
  accepts: (values) => values.every((value) => typeof value === "string" && isCidr(value)),
});

/** Image references by the name of the catalogue. */
export const references = (
  declared: Declaration<Readonly<Record<string, string>>>,
): Setting<Readonly<Record<string, string>>> => ({
  type: "object",
  constraint: "a map from a catalogue name to an image reference with digest, name[:tag]@sha256:...",
  accepts: (images) => Object.values(images).every((image) => typeof image === "string" && isReference(image)),
  ...declared,
});

/** Labels of Kubernetes objects. */
export const labels = (
  declared: Declaration<Readonly<Record<string, string>>>,
): Setting<Readonly<Record<string, string>>> => ({
  type: "object",
  constraint: "a map of labels of Kubernetes objects",
  accepts: (values) =>
    Object.entries(values).every(
      ([key, value]) =>
        /^(?:[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/.test(key) &&
        typeof value === "string" &&
        /^(?:[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/.test(value),
    ),
  ...declared,
});

const exceptionFields = ["rule", "object", "reason", "owner", "expires"];

/** Exceptions of the hardening rules. */
export const exceptions = (declared: Declaration<readonly Exception[]>): Setting<readonly Exception[]> => ({
  type: "array",
  items: "object",
  constraint:
    `a list of maps with ${exceptionFields.join(", ")}; object is Kind/namespace/name (name may be *), ` +
    "reason and owner are not empty, expires is a date such as 2027-03-31",
  accepts: (values) => values.every(isException),
  canonical: (values) => values.map((exception) => ({ ...exception, expires: exception.expires.slice(0, 10) })),
  ...declared,
});

/** A day; also as the engine hands on one that stands without quotes in the stack's file: it takes that for a time. */
const day = /^\d{4}-\d{2}-\d{2}(?: 00:00:00 \+0000 UTC)?$/;

function isException(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { rule, object, reason, owner, expires, ...others } = value as Record<string, unknown>;
  const matches = (text: unknown, pattern: RegExp) => typeof text === "string" && pattern.test(text);
  return (
    Object.keys(others).length === 0 &&
    matches(rule, /^[a-z][a-z0-9-]*$/) &&
    matches(object, /^[A-Z]\w*\/[a-z0-9-]*\/(?:\*|[a-z0-9.:-]+)$/) &&
    matches(reason, /\S/) &&
    matches(owner, /\S/) &&
    matches(expires, day) &&
    !Number.isNaN(Date.parse(String(expires).slice(0, 10)))
  );
}
