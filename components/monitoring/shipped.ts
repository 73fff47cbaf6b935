import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of the folder `config`, as it is mounted. */
export function shipped(file: string): string {
  return readFileSync(join(__dirname, "config", file), "utf8");
}
