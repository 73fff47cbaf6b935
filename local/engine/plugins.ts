import { resolve } from "node:path";
import { version as command } from "@pulumi/command/package.json";
import { version as kubernetes } from "@pulumi/kubernetes/package.json";
import { version as pulumi } from "@pulumi/pulumi/package.json";
import { version as random } from "@pulumi/random/package.json";
import { download, executableOf, folderOf, hasGenuine, isAmbient, linkGenuine, type Plugin } from "./genuine";
import { installStandIn, isStandIn } from "./standIn";

/** Which implementation of a plugin the engine will use. */
export interface PluginChoice {
  /** `kubernetes`, `random`, `command` (providers) or `nodejs` (the language host). */
  name: string;
  /** That of the npm package in node_modules. */
  version: string;
  /** False: our stand-in under `local/`. */
  genuine: boolean;
}

export interface PluginOptions {
  /** Path of the Pulumi CLI. */
  pulumi: string;
  /** PULUMI_HOME, where plugins are installed. */
  home: string;
  /** Takes one line a plugin, which says which implementation is in use and why. */
  report: (line: string) => void;
}

const PROVIDERS: Plugin[] = Object.entries({ kubernetes, random, command }).map(([name, version]) => ({
  kind: "resource",
  name,
  version,
}));

const LANGUAGE_HOST: Plugin = { kind: "language", name: "nodejs", version: pulumi };

/**
 * Makes sure that the engine finds every plugin the program needs, and reports which ones it will use.
 *
 * The genuine plugin wins wherever it is: on PATH, beside the CLI, in `home`, in the user's own Pulumi home (linked then).
 * Otherwise a provider is downloaded, which is tried once per home and version (`pulumi plugin install --reinstall` by hand
 * tries again). Where that fails, our stand-in is installed in `home`, where the engine looks last; it gives way as soon as
 * a genuine plugin appears. Takes 15 s at most.
 */
export async function ensurePlugins({ pulumi, home, report }: PluginOptions): Promise<PluginChoice[]> {
  return Promise.all(
    [...PROVIDERS, LANGUAGE_HOST].map(async (plugin) => {
      const { name, version } = plugin;
      const genuine = await findGenuine(pulumi, home, plugin);
      if (!genuine) installStandIn(folderOf(home, plugin), executableOf(plugin), scriptOf(plugin));
      report(`${titleOf(plugin)}: ${genuine ? "genuine" : `stand-in (${reasonFor(plugin)})`}`);
      return { name, version, genuine };
    }),
  );
}

async function findGenuine(pulumi: string, home: string, plugin: Plugin): Promise<boolean> {
  if (hasGenuine(home, plugin) || isAmbient(pulumi, plugin) || linkGenuine(home, plugin)) return true;
  // A stand-in is there because the download was refused before. The language host comes with the CLI, never by download.
  if (isStandIn(folderOf(home, plugin)) || plugin.kind === "language") return false;
  return download(pulumi, home, plugin);
}

/** The program that stands in for a plugin. */
export function scriptOf({ kind, name }: Plugin): string {
  return resolve(__dirname, kind === "language" ? "host/main.ts" : `../plugins/${name}/main.ts`);
}

function titleOf({ kind, name, version }: Plugin): string {
  return `${kind === "language" ? "language host" : "provider"} ${name} ${version}`;
}

function reasonFor({ kind }: Plugin): string {
  return kind === "language" ? "this Pulumi CLI comes without one" : "the genuine plugin could not be downloaded";
}
