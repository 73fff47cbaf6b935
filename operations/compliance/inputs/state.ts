import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { objectId } from "../../../policies/kubernetesObject";
import { objectOf } from "../../../policies/pulumiResource";
import { projectRoot } from "../../project";
import { isEncrypted, isEnvelope } from "./encryption";
import { type ComplianceInput, type LocatedResource, type Location, locationIn, type Unjudged } from "./input";

/** A resource in a Pulumi state. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** Not a component. */
  readonly custom?: boolean;
  /** Only read, not managed. */
  readonly external?: boolean;
  /** Replaced already, and about to go. */
  readonly delete?: boolean;
  readonly protect?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/**
 * The Kubernetes objects of a Pulumi state, as `pulumi stack export` prints it or as the file backend keeps it. A field
 * other than a Secret's values that is encrypted there cannot be judged.
 *
 * @throws Error if the file is no state, or holds no Kubernetes object.
 */
export function readState(file: string): ComplianceInput {
  const managed = stateResources(file).filter(
    ({ type, custom, delete: going }) => type.startsWith("kubernetes:") && custom === true && going !== true,
  );
  if (managed.length === 0) throw new Error(`${file} holds no Kubernetes object: there is nothing to judge`);
  const location = stackFile(managed[0].urn) ?? locationIn(file);
  const resources: LocatedResource[] = [];
  const unjudged: Unjudged[] = [];
  const warnings: string[] = [];
  for (const resource of managed) {
    const { object, encryptedFields } = declared(resource);
    const name = `${resource.type} ${resource.urn.split("::").at(-1) ?? ""}`;
    if (resource.external === true) {
      warnings.push(`${name} is only read by the stack, and was not checked.`);
    } else if (resource.type.endsWith("Patch")) {
      warnings.push(`${name} is a part of an object that the stack does not own, and was not checked.`);
    } else if (object === undefined || resource.type.startsWith("kubernetes:helm.sh/")) {
      unjudged.push({ object: name, location, reason: "its objects are not in the state; judge them as manifests" });
    } else {
      const encrypted = object.kind === "Secret" ? { encrypted: isEncrypted(resource.inputs ?? {}) } : {};
      resources.push({ object, protect: resource.protect ?? false, location, ...encrypted });
      unjudged.push(
        ...encryptedFields.map((field) => ({
          object: objectId(object),
          location,
          reason: `${field} is encrypted in the state, so rules cannot read it; judge the preview instead`,
        })),
      );
    }
  }
  return { source: `state file ${locationIn(file).file}`, location, resources, unjudged, warnings };
}

function stateResources(file: string): readonly StateResource[] {
  const state = parsed(readFileSync(file, "utf8"), `${file} is not JSON`) as {
    deployment?: { resources?: StateResource[] };
    checkpoint?: { latest?: { resources?: StateResource[] } | null };
  } | null;
  if (state?.deployment) return state.deployment.resources ?? [];
  if (state?.checkpoint) return state.checkpoint.latest?.resources ?? [];
  throw new Error(`${file} is not the state of a Pulumi stack: name a file that "pulumi stack export --file" wrote`);
}

/** A JSON text. The parser's own words would quote it, and it holds secrets. */
function parsed(text: string, complaint: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${complaint}: name a file that "pulumi stack export --file" wrote`);
  }
}

/** The file in which a stack of this project is configured. */
function stackFile(urn: string): Location | undefined {
  const stack = urn.split("::")[0].split(":").at(-1) ?? "";
  const file = join(projectRoot, `Pulumi.${stack}.yaml`);
  return existsSync(file) ? locationIn(file) : undefined;
}

/** The object of a resource, and the fields of it that cannot be read. Of a Secret, its values are none: no rule needs them. */
function declared({ type, inputs = {} }: StateResource) {
  const encryptedFields: string[] = [];
  const object = objectOf(type, readable(inputs, [], encryptedFields) as Record<string, unknown>);
  const values = object?.kind === "Secret" ? /^(data|stringData)\b/ : /^$/;
  return { object, encryptedFields: encryptedFields.filter((field) => !values.test(field)) };
}

/** A value of the state without its envelopes. What is encrypted is left out, and its path noted. */
function readable(value: unknown, path: readonly string[], encrypted: string[]): unknown {
  if (Array.isArray(value)) return value.map((part, index) => readable(part, [...path, `${index}`], encrypted));
  if (typeof value !== "object" || value === null) return value;
  if (isEnvelope(value)) {
    const { plaintext } = value as { plaintext?: string };
    if (plaintext !== undefined) {
      return readable(parsed(plaintext, `the secret ${path.join(".")} is not JSON`), path, encrypted);
    }
    encrypted.push(path.join("."));
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, readable(part, [...path, key], encrypted)]),
  );
}
