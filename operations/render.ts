import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { KubernetesObject } from "../policies/kubernetesObject";
import { objectOf } from "../policies/pulumiResource";
import type { StackConfig } from "./project";
import { recordStack } from "./stackRecording";

/** How values of Secrets are rendered: as a marker, or as values generated for this rendering. */
export type SecretRendering = "redacted" | "plain";

/** What stands for a Secret's value; base64 like every value of `data`. */
const redacted = Buffer.from("REDACTED").toString("base64");

/**
 * The Kubernetes objects of a stack, without engine, provider or cluster, in the order of their declaration.
 *
 * @param name Name of the stack.
 * @param config Its configuration.
 * @throws SettingsError if the configuration is bad.
 */
export async function renderObjects(
  name: string,
  config: StackConfig,
  secrets: SecretRendering,
): Promise<KubernetesObject[]> {
  const registrations = await recordStack(name, config);
  return registrations.flatMap(({ type, inputs }) => {
    const object = objectOf(type, inputs);
    return object === undefined ? [] : [rendered(object, secrets)];
  });
}

/**
 * Writes one file an object, `<kind>-<name>.yaml` in lower case, into a folder.
 *
 * @param folder Made if absent. YAML files of an earlier rendering are removed; a folder with other files is refused.
 * @returns The names of the files.
 * @throws Error if the folder holds anything but YAML files.
 */
export function writeObjects(objects: readonly KubernetesObject[], folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const present = readdirSync(folder);
  const foreign = present.filter((file) => !/^[a-z]+-.+\.yaml$/.test(file));
  if (foreign.length > 0) {
    throw new Error(`${folder} holds ${foreign[0]}, which no rendering wrote; name a new or empty folder`);
  }
  for (const file of present) rmSync(join(folder, file));
  return objects.map((object) => {
    const file = `${object.kind}-${object.metadata.name ?? ""}.yaml`.toLowerCase();
    writeFileSync(join(folder, file), stringify(object, { lineWidth: 0 }), {
      mode: object.kind === "Secret" ? 0o600 : 0o644,
    });
    return file;
  });
}

function rendered(object: KubernetesObject, secrets: SecretRendering): KubernetesObject {
  if (object.kind !== "Secret" || secrets === "plain") return object;
  return { ...object, data: Object.fromEntries(Object.keys(object.data ?? {}).map((key) => [key, redacted])) };
}
