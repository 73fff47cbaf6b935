import { parseDocument } from "yaml";
import type { StackObjects } from "./stackObjects";

interface RuleFile {
  readonly groups?:
    readonly { readonly rules?: readonly { readonly alert?: string; readonly expr?: string }[] }[] | null;
}

/** The PromQL of every alert: of PrometheusRules, and of the rule files in ConfigMaps. */
export function alertExpressions(stack: StackObjects): readonly string[] {
  const files = stack
    .ofKind("ConfigMap")
    .flatMap(({ data }) => Object.values((data ?? {}) as Record<string, string | null>))
    .flatMap(ruleFile);
  const specs = stack.ofKind("PrometheusRule").map(({ spec }) => (spec ?? {}) as RuleFile);
  return [...files, ...specs].flatMap(({ groups }) =>
    (groups ?? []).flatMap(({ rules }) => (rules ?? []).flatMap(({ alert, expr }) => (alert && expr ? [expr] : []))),
  );
}

/** A text as a file of rules, if it is one: ConfigMaps hold all sorts of things. */
function ruleFile(text: string | null): readonly RuleFile[] {
  if (text === null || !/^groups:/m.test(text)) return [];
  const document = parseDocument(text);
  if (document.errors.length > 0) return [];
  const content = document.toJS() as RuleFile | null;
  return Array.isArray(content?.groups) ? [content] : [];
}

/** Metrics that say whether something runs. */
const liveness =
  /\b(?:up|probe_success|kube_(?:deployment|statefulset|daemonset)_status_\w+)\s*\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}/g;
const matcher = /\w+\s*(=~|=)\s*"((?:[^"\\]|\\.)*)"/g;

/** Whether PromQL asks for the life of a job, deployment or probe of a name. */
export function asksWhetherRunning(expression: string, name: string): boolean {
  return [...expression.matchAll(liveness)].some(([, selector]) =>
    [...selector.matchAll(matcher)].some(([, operator, value]) =>
      operator === "=" ? value === name : matches(value, name),
    ),
  );
}

/** Prometheus anchors its regular expressions. What only its dialect understands matches nothing here. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(name);
  } catch {
    return false;
  }
}
