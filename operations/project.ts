import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings, type Settings } from "../components";

/** Folder of this project: where Pulumi.yaml is. */
export const projectRoot = join(__dirname, "..");

/** Name of the Pulumi project, the prefix of its configuration keys. */
export const projectName = "orchestrix-pilot";

/** Configuration values of a stack by full key, as the engine hands them to a program. */
export type StackConfig = Record<string, string>;

/**
 * Reads a stack's configuration file.
 *
 * @param stack Name of the stack.
 * @param folder Folder of the file `Pulumi.<stack>.yaml`.
 * @throws Error if there is no such file, or it holds encrypted values of this project: only the engine can read them.
 */
export function readStackConfig(stack: string, folder = projectRoot): StackConfig {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    const known = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    throw new Error(
      `there is no stack ${stack}: its file Pulumi.${stack}.yaml does not exist (stacks: ${known.join(", ")})`,
    );
  }
  const document = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> } | null;
  const config = document?.config ?? {};
  const encrypted = Object.keys(config).filter((key) => holdsEncrypted(config[key]));
  if (encrypted.length > 0) {
    throw new Error(
      `${file} holds encrypted values (${encrypted.join(", ")}), which only "pulumi preview" and "pulumi up" can read`,
    );
  }
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/**
 * Checks a stack's configuration before the engine starts: it would name the first problem only.
 *
 * @param folder Folder of the file `Pulumi.<stack>.yaml`.
 * @throws SettingsError with every problem.
 */
export function readStackSettings(stack: string, folder = projectRoot): Settings {
  return readSettings(readStackConfig(stack, folder), projectName);
}

function holdsEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(holdsEncrypted);
}
