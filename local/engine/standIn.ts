import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file that tells one of our folders from a genuine plugin's. A genuine plugin that is installed over it removes it. */
const MARKER = "STAND-IN";

/** Whether a plugin folder holds a stand-in. */
export function isStandIn(folder: string): boolean {
  return existsSync(join(folder, MARKER));
}

/**
 * Makes a folder that the engine takes for an installed plugin: an executable that runs a TypeScript file of this checkout.
 * Does nothing where it is there already, and replaces it where the checkout has moved.
 * @param folder of the plugin, `<kind>-<name>-v<version>` in `PULUMI_HOME/plugins`.
 * @param executable its file name, `pulumi-<kind>-<name>`.
 * @param script absolute path of the TypeScript file.
 */
export function installStandIn(folder: string, executable: string, script: string): void {
  // The hooks for `require` are enough (everything is CommonJS) and start in half the time of those for `import`.
  const launcher = `#!/bin/sh\nexec node --require ${quoted(require.resolve("tsx/cjs"))} ${quoted(script)} "$@"\n`;
  const path = join(folder, executable);
  if (isStandIn(folder) && existsSync(path) && readFileSync(path, "utf8") === launcher) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The marker first, the executable whole or not at all: at no moment does the folder look genuine.
  writeFileSync(join(folder, MARKER), `Runs ${script} in place of the genuine Pulumi plugin.\n`);
  writeFileSync(`${path}.new`, launcher, { mode: 0o755 });
  renameSync(`${path}.new`, path);
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
