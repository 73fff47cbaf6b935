import { promtool } from "./promtool";

/** A label that no expression has. */
const marker = "every_selector";

/**
 * The names of the series that a PromQL expression asks for, found by Prometheus's own parser: it is told to put a label
 * into every selector, so that afterwards each name stands in front of a brace. Throws if the expression does not parse,
 * or has a selector without a name.
 */
export async function metricNames(expression: string): Promise<string[]> {
  const edit = ["--experimental", "promql", "label-matchers", "set", "--type==", expression, marker, "x"];
  const { code, output } = await promtool(edit);
  if (code !== 0) throw new Error(`${expression}: ${output}`);
  const bare = output.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const names = [...bare.matchAll(/([a-zA-Z_:][\w:]*)?\{[^}]*\bevery_selector=/g)].map(([, name]) => name);
  if (names.includes(undefined as never)) throw new Error(`${expression}: a selector without a name`);
  return [...new Set(names)];
}
