import { randomInt } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { stringify } from "yaml";
import stack from "../index";
import { projectName, type StackConfig } from "./project";

/** A Kubernetes object, complete. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

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
  const objects: KubernetesObject[] = [];
  await runtime.setMocks(
    {
      newResource: ({ type, name: resource, inputs }) => {
        const values = inputs as Record<string, unknown>;
        if (type.startsWith("kubernetes:")) objects.push(objectOf(type, values, secrets));
        if (type.startsWith("random:")) return { id: resource, state: { ...values, result: generated(values) } };
        return { id: resource, state: values };
      },
      call: () => ({}),
    },
    projectName,
    name,
    true,
  );
  runtime.setAllConfig(config);
  await runtime.runInPulumiStack(() => Promise.resolve(stack()));
  await runtime.disconnect();
  return objects;
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
    const file = `${object.kind}-${object.metadata.name}.yaml`.toLowerCase();
    writeFileSync(join(folder, file), stringify(object, { lineWidth: 0 }), {
      mode: object.kind === "Secret" ? 0o600 : 0o644,
    });
    return file;
  });
}

function objectOf(type: string, inputs: Record<string, unknown>, secrets: SecretRendering): KubernetesObject {
  const [, group, kind] = type.split(":");
  const object = {
    apiVersion: group.replace(/^core\//, ""),
    kind,
    ...(unwrapped(inputs) as object),
  } as KubernetesObject;
  if (kind !== "Secret" || secrets === "plain") return object;
  return { ...object, data: Object.fromEntries(Object.keys(object.data ?? {}).map((key) => [key, redacted])) };
}

/** A value without the envelopes that mark secrets on their way to the engine. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  if (runtime.isRpcSecret(value)) return unwrapped(runtime.unwrapRpcSecret(value));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unwrapped(part)]));
}

/** Letters and digits, as RandomPassword without special characters gives. */
function generated({ length }: Record<string, unknown>): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: Number(length) }, () => alphabet[randomInt(alphabet.length)]).join("");
}
