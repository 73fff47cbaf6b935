import { Environment, type ParseResult } from "@marcbachmann/cel-js";

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
});

const parsed = new Map<string, ParseResult>();

/** The value of a CEL expression. Parsed once, however often it is evaluated. */
export function evaluate(expression: string, context: Readonly<Record<string, unknown>>): unknown {
  let program = parsed.get(expression);
  if (program === undefined) {
    program = environment.parse(expression);
    parsed.set(expression, program);
  }
  return program(context) as unknown;
}

/**
 * A JSON value as the API server's CEL sees it: integers are integers, and what is null is not there. A field that
 * cannot be read yet fails when a rule reads it, not before.
 */
export function celValue(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== "object" || value === null) return value;
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (field.get !== undefined) Object.defineProperty(fields, key, field);
    else if (field.value !== null && field.value !== undefined) fields[key] = celValue(field.value);
  }
  return fields;
}
