import { catalogue, placeholderDigest } from "./images";
import { monitoringProblems } from "./monitoring/monitoringProblems";
import type { Setting } from "./setting";
import { schema, type Settings } from "./settingsSchema";
import { parseBytes, parseCpu } from "./workload/quantity";

export type { Settings } from "./settingsSchema";

/** A stack's configuration is unusable. The message lists every problem, one a line, each with its key. */
export class SettingsError extends Error {
  /** @param problems Each names a key, what its value must be and what it is. */
  constructor(readonly problems: readonly string[]) {
    super(
      `the configuration of this stack has ${problems.length} problem${problems.length === 1 ? "" : "s"}; nothing was changed:\n` +
        problems.map((problem) => `  - ${problem}`).join("\n"),
    );
    this.name = "SettingsError";
  }
}

/**
 * Reads a stack's configuration once, whole.
 *
 * @param config Configuration values by full key (`project:key`), everything but text as JSON: what the Pulumi engine
 *   hands to a program. The part of a key before a dot is a map. Keys of other projects are ignored.
 * @param project Name of the Pulumi project, the prefix of the keys that are read.
 * @returns The settings, frozen; absent keys have their default.
 * @throws SettingsError if any key is unknown, missing, of the wrong type or out of bounds.
 */
export function readSettings(config: Readonly<Record<string, string>>, project: string): Settings {
  const prefix = `${project}:`;
  const problems: string[] = [];
  const given = new Map<string, unknown>();
  for (const [key, value] of Object.entries(config)) {
    if (key.startsWith(prefix)) collect(key.slice(prefix.length), value, given, problems);
  }
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(schema as Record<string, Setting<unknown>>)) {
    const raw = given.get(key);
    const value = raw === undefined ? setting.default : typed(setting, raw);
    if (value === undefined || (raw !== undefined && !setting.accepts(value))) {
      problems.push(
        `${key} must be ${setting.constraint}; it is ${raw === undefined ? "not set" : JSON.stringify(raw)}`,
      );
    } else {
      values[key] = setting.canonical?.(value) ?? value;
    }
  }
  if (problems.length === 0) problems.push(...contradictions(values as Settings));
  if (problems.length > 0) throw new SettingsError(problems.map((problem) => prefix + problem));
  return Object.freeze(values) as Settings;
}

/** What a preview may show but a deployment must not try: an image that does not exist yet. One problem a line. */
export function placeholders(settings: Settings): string[] {
  if (settings.environment === "local" || !settings["application.image"].endsWith(`@${placeholderDigest}`)) return [];
  return [
    "application.image still has the placeholder digest of the stack file, which names no image; " +
      "build and push the application, then set the key to its reference with digest",
  ];
}

/** Files the value of a top-level key under the keys of the schema that it holds. */
function collect(key: string, value: unknown, given: Map<string, unknown>, problems: string[]): void {
  if (key in schema && !key.includes(".")) {
    given.set(key, value);
    return;
  }
  const parts = Object.keys(schema).filter((known) => known.startsWith(`${key}.`));
  if (parts.length === 0) {
    const nested = key in schema ? `: set it with --path, as in "pulumi config set --path ${key} VALUE"` : "";
    problems.push(
      `${key} is ${nested ? "not a key by itself" : "unknown: Pulumi.yaml lists the keys that there are"}${nested}`,
    );
    return;
  }
  const map = fromJson(value);
  if (!isMap(map)) {
    problems.push(
      `${key} must be a map with keys such as ${parts[0].slice(key.length + 1)}; it is ${JSON.stringify(value)}`,
    );
    return;
  }
  for (const [part, partValue] of Object.entries(map)) {
    if (`${key}.${part}` in schema) given.set(`${key}.${part}`, partValue);
    else problems.push(`${key}.${part} is unknown: Pulumi.yaml lists the keys that there are`);
  }
}

/** The value as the setting's type; undefined if it is of another. */
function typed(setting: Setting<unknown>, raw: unknown): unknown {
  // The engine turns the text "1" inside a map into a number.
  if (setting.type === "string")
    return typeof raw === "number" ? String(raw) : typeof raw === "string" ? raw : undefined;
  const value = fromJson(raw);
  const fits = {
    integer: Number.isSafeInteger(value),
    boolean: typeof value === "boolean",
    array: Array.isArray(value),
    object: isMap(value),
  };
  return fits[setting.type] ? value : undefined;
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of the workloads that have the four resource keys. */
const sizedWorkloads = [
  "episodicMemory",
  "reputationService",
  "redis",
  "weaviate",
  "postgres",
  "scan",
  "prometheus",
  "alertmanager",
  "grafana",
  "jaeger",
  "exporter",
] as const;

/** Name of a workload that has the four resource keys. */
export type SizedWorkload = (typeof sizedWorkloads)[number];

/** What values that are valid one by one must satisfy together. */
function contradictions(settings: Settings): string[] {
  const problems: string[] = [];
  const atMost = (lower: keyof Settings, upper: keyof Settings, measure: (value: string) => number | undefined) => {
    const [small, large] = [settings[lower], settings[upper]].map(String);
    if ((measure(small) ?? 0) > (measure(large) ?? 0)) {
      problems.push(`${lower} must be at most ${upper}, which is ${large}; it is ${small}`);
    }
  };
  atMost("episodicMemory.minReplicas", "episodicMemory.maxReplicas", Number);
  for (const workload of sizedWorkloads) {
    atMost(`${workload}.cpuRequest`, `${workload}.cpuLimit`, parseCpu);
    atMost(`${workload}.memoryRequest`, `${workload}.memoryLimit`, parseBytes);
    atMost(`${workload}.cpuLimit`, "limits.cpu", parseCpu);
    atMost(`${workload}.memoryLimit`, "limits.memory", parseBytes);
  }
  problems.push(...monitoringProblems(settings));
  for (const name of Object.keys(settings.images)) {
    if (!(name in catalogue)) {
      problems.push(
        `images must name images of the catalogue (${Object.keys(catalogue).join(", ")}); it names ${name}`,
      );
    }
  }
  return problems;
}
