import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

export interface EngineOptions {
  /** The checkout; the engine's state lives in its `.local` folder. */
  root: string;
  /** Paths of the programs that the engine and the person at the shell use. */
  tools: { pulumi: string; kubectl?: string };
  /** Path of the kubeconfig of the local control plane. Default: none is set. */
  kubeconfig?: string;
}

/**
 * The environment variables with which `pulumi` works on the local stack: its own home, state in a folder, encrypted with a
 * passphrase that is made on first use and never leaves `.local/passphrase` (mode 0600). Call it after `ensurePlugins`:
 * the engine is told not to download plugins by itself, which could hang where nothing can be downloaded.
 */
export function engineEnvironment({ root, tools, kubeconfig }: EngineOptions): Record<string, string> {
  const local = join(root, ".local");
  const state = join(local, "state");
  mkdirSync(state, { recursive: true });
  const folders = [tools.pulumi, tools.kubectl].filter((path) => path !== undefined).map((path) => dirname(path));
  return {
    PULUMI_HOME: join(local, "pulumi"),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(local),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PATH: [...new Set(folders), process.env.PATH ?? ""].join(delimiter),
    ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }),
  };
}

function passphraseFile(local: string): string {
  const path = join(local, "passphrase");
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  return path;
}
