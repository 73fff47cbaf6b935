import { runtime } from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import stack from "../../index";
import { projectName, readStackConfig, type StackConfig } from "../../operations/project";

/** A registration as the engine would have received it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Logical name of the parent; the stack for the outermost. */
  readonly parent: string;
  readonly inputs: Record<string, any>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Logical names of the resources that come first. */
  readonly dependsOn: readonly string[];
  /** Whether any input is marked as a secret. */
  readonly secret: boolean;
}

/** Registrations of a run of a program against Pulumi's mocks, in order. Generated passwords are `generated-<name>-xxx...`. */
export async function record(
  program: () => unknown,
  config: StackConfig = {},
  stackName = "test",
): Promise<Registration[]> {
  const registrations: Registration[] = [];
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: name,
        state: type.startsWith("random:") ? { ...inputs, result: generatedValue(name) } : (inputs as object),
      }),
      call: () => ({}),
    },
    projectName,
    stackName,
    false,
  );
  runtime.setAllConfig(config);
  // The mocks do not hand on what the engine is told beside the inputs.
  const monitor = MockMonitor.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its monitor below
  const original = monitor.registerResource;
  monitor.registerResource = function (request: RegisterResourceRequest, callback) {
    registrations.push(registration(request));
    return original.call(this, request, callback);
  };
  try {
    await runtime.runInPulumiStack(() => Promise.resolve(program()));
    await runtime.disconnect();
  } finally {
    monitor.registerResource = original;
  }
  return registrations.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

/** The stand-in for a generated password, of the length that is asked for. */
export function generatedValue(name: string): string {
  return `generated-${name}-`.padEnd(64, "x");
}

const recorded = new Map<string, Promise<Registration[]>>();

/**
 * Registrations of a stack of this repository.
 *
 * @param changes Values of top-level configuration keys instead of the stack file's.
 */
export function recordStack(name: string, changes: Record<string, unknown> = {}): Promise<Registration[]> {
  const changed = Object.entries(changes).map(([key, value]) => [
    `${projectName}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const config = { ...readStackConfig(name), ...realImage, ...(Object.fromEntries(changed) as StackConfig) };
  const key = JSON.stringify([name, changes]);
  const known = recorded.get(key) ?? record(() => stack(), config, name);
  recorded.set(key, known);
  return known;
}

/** The only registration of a kind with this object name. */
export function find(registrations: readonly Registration[], kind: string, name: string): Registration {
  const found = registrations.filter(({ type, inputs }) => type.endsWith(`:${kind}`) && inputs.metadata?.name === name);
  if (found.length !== 1) throw new Error(`${found.length} objects ${kind} ${name} instead of one`);
  return found[0];
}

/** Logical names of what comes before a registration: what it and its ancestors depend on, since children wait for parents. */
export function predecessors(registrations: readonly Registration[], registration: Registration): string[] {
  const parent = registrations.find(({ name }) => name === registration.parent);
  return [...registration.dependsOn, ...(parent ? predecessors(registrations, parent) : [])];
}

/** The registrations of a kind. */
export function ofKind(registrations: readonly Registration[], kind: string): Registration[] {
  return registrations.filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`));
}

/** The Deployments and StatefulSets. */
export function workloads(registrations: readonly Registration[]): Registration[] {
  return [...ofKind(registrations, "Deployment"), ...ofKind(registrations, "StatefulSet")];
}

/** Configuration that replaces the placeholder image of a stack file. */
export const realImage = {
  [`${projectName}:application`]: JSON.stringify({
    image: `docker.io/agentic/research-engine:2.3.4@sha256:${"a".repeat(64)}`,
  }),
};

function registration(request: RegisterResourceRequest): Registration {
  const raw = request.getObject()?.toJavaScript() ?? {};
  return {
    type: request.getType(),
    name: request.getName(),
    parent: nameOf(request.getParent()),
    inputs: plain(raw) as Record<string, any>,
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    dependsOn: request.getDependenciesList().map(nameOf),
    secret: JSON.stringify(raw).includes(secretSignature),
  };
}

const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Inputs without the envelopes of secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const map = value as Record<string, unknown>;
  if (map[signatureKey] === secretSignature) return plain(map.value);
  return Object.fromEntries(Object.entries(map).map(([key, part]) => [key, plain(part)]));
}
