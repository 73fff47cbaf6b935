import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

import type { Tool } from "./tools";

/** Absolute path of the first copy of the tool on PATH whose version will do, or undefined if there is none. */
export async function findInstalled(tool: Tool): Promise<string | undefined> {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  for (const path of new Set(folders.map((folder) => join(folder, tool.name)))) {
    if (!(await isExecutable(path))) continue;
    const printed = await run(path, tool.versionArguments);
    if (printed !== undefined && tool.accepts(printed)) return path;
  }
  return undefined;
}

/** Whether this process may execute the file. */
export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What the program prints, or undefined if it fails or takes longer than 10 s: then it is of no use to us. */
function run(path: string, args: string[]): Promise<string | undefined> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return new Promise((resolve) => {
    execFile(path, args, { timeout: 10_000, env }, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
