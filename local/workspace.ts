import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";

/**
 * Makes a folder with copies of Pulumi.yaml and a stack's file for the engine to work in: it writes the salt of the
 * local passphrase into the stack's file, which must not change the repository's.
 *
 * @param project Folder of Pulumi.yaml and the stack's file.
 * @param state Folder of the local state.
 * @param stack Name of the stack.
 * @returns The folder.
 */
export function prepareWorkspace(project: string, state: string, stack: string): string {
  const folder = join(state, "workspaces", stack);
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const salt = existsSync(file) ? (parse(readFileSync(file, "utf8")) as StackFile).encryptionsalt : undefined;
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(project, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  const document = parseDocument(readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8"));
  if (salt !== undefined) document.set("encryptionsalt", salt);
  writeFileSync(file, document.toString({ lineWidth: 0 }));
  return folder;
}

interface StackFile {
  encryptionsalt?: string;
}
