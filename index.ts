import { getProject, log, runtime } from "@pulumi/pulumi";
import {
  blindSpots,
  catalogue,
  engineTopology,
  type ImageName,
  placeholders,
  readSettings,
  reference,
  ResearchEngine,
  SettingsError,
} from "./components";

/** What a stack tells about itself; nothing secret. */
interface StackOutputs {
  namespace: string;
  /** Address inside the cluster of each application's ports. */
  endpoints: Record<string, string>;
  /** Reference with digest of each image. */
  images: Record<string, string>;
}

/**
 * The stack: configuration -> settings -> ResearchEngine -> outputs. Pulumi calls what the program exports, and so can
 * a program that embeds the stack, as often as it likes.
 */
function stack(): StackOutputs {
  const settings = readSettings(runtime.allConfig(), getProject());
  const missing = placeholders(settings);
  if (missing.length > 0) {
    if (!runtime.isDryRun()) throw new SettingsError(missing);
    void log.warn(`a deployment will refuse this configuration: ${missing.join("; ")}`);
  }
  const { namespace } = new ResearchEngine("orchestrix-pilot", { settings });
  const blind = blindSpots(settings, namespace);
  if (blind.length > 0)
    void log.warn(`what nobody would be told of:\n${blind.map((spot) => `  - ${spot}`).join("\n")}`);
  const address = (application: string, port: number) => `${application}.${namespace}.svc.cluster.local:${port}`;
  return {
    namespace,
    endpoints: Object.fromEntries(
      engineTopology(settings).applications.flatMap(({ name, ports }) =>
        ports.map(({ name: port, port: number }) => [`${name}/${port}`, address(name, number)]),
      ),
    ),
    images: {
      application: settings["application.image"],
      ...Object.fromEntries(
        Object.keys(catalogue).map((name) => [name, reference(name as ImageName, settings.images)]),
      ),
    },
  };
}

export = stack;
