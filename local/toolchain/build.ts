import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { exclusively } from "./exclusive";
import { compile } from "./compile";
import { findInstalled, isExecutable } from "./installed";
import type { Program } from "./program";
import { describeTool, type ToolName } from "./tools";

/** Takes one short plain line that tells a person what is going on. */
export type Report = (line: string) => void;

/** What is built once for every checkout: `$ORCHESTRIX_CACHE`, else `$XDG_CACHE_HOME/orchestrix-pilot`, else `~/.cache/orchestrix-pilot`. */
export function cacheRoot(): string {
  const { ORCHESTRIX_CACHE, XDG_CACHE_HOME } = process.env;
  return ORCHESTRIX_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "orchestrix-pilot");
}

/** Folder of the built tools in the cache. */
export function toolCache(): string {
  return join(cacheRoot(), "tools");
}

/**
 * Makes the named tools available and returns their absolute paths.
 *
 * A copy on PATH in a good version is used as it is; otherwise the tool is taken from the cache, where it is built once
 * from its pinned Go module. Checkouts that share a cache wait for each other's builds, and a tool appears in the cache
 * only when it is whole. Throws, with Go's last lines and what to do, when a build fails.
 */
export async function ensureTools<Name extends ToolName>(
  names: readonly Name[],
  report: Report,
): Promise<Record<Name, string>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const tool = describeTool(name);
      return { tool, path: (await findInstalled(tool)) ?? (await findBuilt(tool)) };
    }),
  );
  const paths: Partial<Record<ToolName, string>> = {};
  for (const { tool, path } of found) {
    paths[tool.name] = path ?? (await build(tool, report));
  }
  return paths as Record<Name, string>;
}

/** As {@link ensureTools} for a program of another pinned module, whatever is installed: the path of our own build. */
export async function ensureBuilt(program: Program, report: Report): Promise<string> {
  return (await findBuilt(program)) ?? (await build(program, report));
}

function builtPath(program: Program): string {
  return join(toolCache(), program.buildKey, program.name);
}

async function findBuilt(program: Program): Promise<string | undefined> {
  const path = builtPath(program);
  return (await isExecutable(path)) ? path : undefined;
}

async function build(program: Program, report: Report): Promise<string> {
  const cache = toolCache();
  await mkdir(cache, { recursive: true });
  const waiting = () => {
    report(`waiting for another checkout that builds ${program.name} or a program like it`);
  };
  return exclusively(cache, waiting, async () => {
    const finished = await findBuilt(program);
    if (finished !== undefined) return finished;
    await removeUnfinished(cache);
    const workshop = await mkdtemp(join(cache, unfinished));
    try {
      await compile(program, join(workshop, program.name), report);
      // A folder moves in one step: the tool is there and whole, or not there.
      await rm(join(cache, program.buildKey), { recursive: true, force: true });
      await rename(workshop, join(cache, program.buildKey));
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
    return builtPath(program);
  });
}

const unfinished = ".unfinished-";

/** Builds that were killed leave their folder behind; only the holder of the lock can see one, so it belongs to nobody. */
async function removeUnfinished(cache: string): Promise<void> {
  const left = (await readdir(cache)).filter((entry) => entry.startsWith(unfinished));
  await Promise.all(left.map((entry) => rm(join(cache, entry), { recursive: true, force: true })));
}
