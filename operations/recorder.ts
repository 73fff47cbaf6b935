import { runtime } from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { projectName, type StackConfig } from "./project";

/** A registration as the engine would have received it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Logical name of the parent; the stack for the outermost. */
  readonly parent: string;
  /** Without the envelopes that mark secrets on their way to the engine. */
  readonly inputs: Record<string, unknown>;
  /** The inputs as they were sent, secrets in their envelopes. */
  readonly sent: Record<string, unknown>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Logical names of the resources that come first. */
  readonly dependsOn: readonly string[];
}

/** A run of a program that needs neither engine nor provider. */
export interface Recording {
  /** Name of the stack. */
  readonly stack: string;
  readonly config: StackConfig;
  /** Whether the program is told that it is previewed. */
  readonly preview: boolean;
  /** What a `random:` resource of that name and with those inputs generates. */
  readonly generate: (name: string, inputs: Record<string, unknown>) => string;
}

/**
 * What a program registers, in order, without the stack itself.
 *
 * @throws whatever the program throws, such as SettingsError.
 */
export async function record(program: () => unknown, recording: Recording): Promise<Registration[]> {
  const { stack, config, preview, generate } = recording;
  const registrations: Registration[] = [];
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const values = inputs as Record<string, unknown>;
        return {
          id: name,
          state: type.startsWith("random:") ? { ...values, result: generate(name, values) } : values,
        };
      },
      call: () => ({}),
    },
    projectName,
    stack,
    preview,
  );
  runtime.setAllConfig(config);
  // The mocks are not told what the engine is told beside the inputs; their monitor is.
  const monitor = runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterResourceRequest, callback) => {
    registrations.push(registration(request));
    return register(request, callback);
  };
  await runtime.runInPulumiStack(() => Promise.resolve(program()));
  await runtime.disconnect();
  return registrations.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

function registration(request: RegisterResourceRequest): Registration {
  const sent = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
  return {
    type: request.getType(),
    name: request.getName(),
    parent: nameOf(request.getParent()),
    inputs: withoutEnvelopes(sent) as Record<string, unknown>,
    sent,
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    dependsOn: request.getDependenciesList().map(nameOf),
  };
}

const nameOf = (urn: string) => urn.split("::").at(-1) ?? "";

function withoutEnvelopes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEnvelopes);
  if (typeof value !== "object" || value === null) return value;
  if (runtime.isRpcSecret(value)) return withoutEnvelopes(runtime.unwrapRpcSecret(value));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutEnvelopes(part)]));
}
