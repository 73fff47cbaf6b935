import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { cacheRoot, type Report } from "../../../local/toolchain/build";
import { exclusively } from "../../../local/toolchain/exclusive";

/** Folder of the test images, shared by every checkout, beside that of the tools. */
export function imageCache(): string {
  return join(cacheRoot(), "images");
}

/** Checksum of texts and of whole files and folders: it changes with any byte, name or mode of them. */
export function keyOf(texts: readonly string[], paths: readonly string[] = []): string {
  const hash = createHash("sha256").update(JSON.stringify(texts));
  for (const root of paths) {
    for (const path of filesBelow(root)) {
      const { mode } = statSync(path);
      hash
        .update(`\0${relative(root, path)}\0${mode}\0`)
        .update(createHash("sha256").update(readFileSync(path)).digest());
    }
  }
  return hash.digest("hex").slice(0, 12);
}

/** Compiled Python is not an input: whoever runs the programs in place leaves it behind. */
function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== "__pycache__")
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/**
 * The folder `<name>-<key>` of the cache. Where it is not there yet, `make` fills it; it appears only when it is whole,
 * and checkouts that want the same one wait for each other.
 */
export async function cached(
  name: string,
  key: string,
  make: (folder: string) => Promise<void>,
  report: Report,
): Promise<string> {
  const finished = join(imageCache(), `${name}-${key}`);
  if (existsSync(finished)) return finished;
  await mkdir(imageCache(), { recursive: true });
  const waiting = () => {
    report(`waiting for another checkout that makes ${name}`);
  };
  await exclusively(finished, waiting, async () => {
    if (existsSync(finished)) return;
    const unfinished = `.unfinished-${name}-${key}-`;
    const left = (await readdir(imageCache())).filter((entry) => entry.startsWith(unfinished));
    await Promise.all(left.map((entry) => rm(join(imageCache(), entry), { recursive: true, force: true })));
    const workshop = await mkdtemp(join(imageCache(), unfinished));
    try {
      await chmod(workshop, 0o755);
      await make(workshop);
      await rename(workshop, finished);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  });
  return finished;
}
