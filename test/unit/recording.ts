import { runtime } from "@pulumi/pulumi";
import stack from "../../index";
import { projectName, readStackConfig, type StackConfig } from "../../operations/project";
import * as recorder from "../../operations/recorder";

/** A registration as the engine would have received it. */
export interface Registration extends recorder.Registration {
  readonly inputs: Record<string, any>;
  /** Whether any input is marked as a secret. */
  readonly secret: boolean;
}

/** Registrations of a run of a program, in order. Generated passwords are `generated-<name>-xxx...`. */
export async function record(
  program: () => unknown,
  config: StackConfig = {},
  stackName = "test",
): Promise<Registration[]> {
  const recording = { stack: stackName, config, preview: false, generate: generatedValue };
  const registrations = await recorder.record(program, recording);
  return registrations.map((registration) => ({ ...registration, secret: holdsSecret(registration.sent) }));
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

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return runtime.isRpcSecret(value) || Object.values(value).some(holdsSecret);
}
