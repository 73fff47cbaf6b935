import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { isStandIn } from "./standIn";

/** How long a download may take before the stand-in is used, in milliseconds. */
const DOWNLOAD_TIMEOUT = 15_000;

/** A plugin of the engine, in the version that the npm package of the same name asks for. */
export interface Plugin {
  kind: "resource" | "language";
  name: string;
  version: string;
}

/** `pulumi-<kind>-<name>`, the file that the engine starts. */
export function executableOf({ kind, name }: Plugin): string {
  return `pulumi-${kind}-${name}`;
}

/** Where the engine looks for an installed plugin in a Pulumi home. */
export function folderOf(home: string, { kind, name, version }: Plugin): string {
  return join(home, "plugins", `${kind}-${name}-v${version}`);
}

/** Whether a Pulumi home has the genuine plugin, wholly installed. */
export function hasGenuine(home: string, plugin: Plugin): boolean {
  const folder = folderOf(home, plugin);
  return existsSync(join(folder, executableOf(plugin))) && !isStandIn(folder) && !existsSync(`${folder}.partial`);
}

/** Whether the engine finds the plugin on PATH or beside its own executable; it prefers these to any installed one. */
export function isAmbient(pulumi: string, plugin: Plugin): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  if (plugin.kind === "language") folders.push(dirname(realpathSync(pulumi)));
  return folders.some((folder) => existsSync(join(folder, executableOf(plugin))));
}

/** Uses the genuine plugin of a Pulumi home of the user (`$PULUMI_HOME`, `~/.pulumi`) if it is there; says whether it is. */
export function linkGenuine(home: string, plugin: Plugin): boolean {
  const homes = [process.env.PULUMI_HOME ?? home, join(homedir(), ".pulumi")];
  const source = homes.find((own) => own !== home && hasGenuine(own, plugin));
  if (source === undefined) return false;
  const folder = folderOf(source, plugin);
  const target = folderOf(home, plugin);
  rmSync(target, { recursive: true, force: true });
  // A real folder with links inside: the engine passes over a folder that is itself a link.
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(folder)) symlinkSync(join(folder, file), join(target, file));
  return true;
}

/** Has the Pulumi CLI download a plugin, in 15 s at most; says whether that worked. */
export async function download(pulumi: string, home: string, plugin: Plugin): Promise<boolean> {
  const { kind, name, version } = plugin;
  const folder = folderOf(home, plugin);
  rmSync(folder, { recursive: true, force: true });
  try {
    await promisify(execFile)(pulumi, ["plugin", "install", kind, name, version], {
      env: { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: DOWNLOAD_TIMEOUT,
      killSignal: "SIGKILL",
    });
  } catch {
    for (const leftover of [folder, `${folder}.partial`, `${folder}.lock`]) {
      rmSync(leftover, { recursive: true, force: true });
    }
  }
  return hasGenuine(home, plugin);
}
