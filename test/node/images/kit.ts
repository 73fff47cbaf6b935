import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The kit's program: `$NODE_KIT`, else the one beside this checkout. Throws if it is not there. */
export function nodeKit(): string {
  const kit = resolve(process.env.NODE_KIT || join(__dirname, "../../../../shared/node/node"));
  if (!existsSync(kit)) {
    throw new Error(`There is no node kit at ${kit}: set NODE_KIT to the path of its program "node".`);
  }
  return kit;
}

/** The part of the kit that decides what an archive looks like: another one makes other images of the same files. */
export function imageBuilder(): string {
  return join(dirname(realpathSync(nodeKit())), "image.py");
}

/** Throws unless this is root on Debian 12, whose packages have the paths and versions that the images rely on. */
export function requireDebian(): void {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const valueOf = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, "m").exec(release)?.[1] ?? "";
  const isDebian = valueOf("ID") === "debian" && valueOf("VERSION_ID") === "12";
  if (isDebian && process.getuid?.() === 0) return;
  const here = isDebian ? "this user is not root" : `this is ${valueOf("PRETTY_NAME") || process.platform}`;
  throw new Error(
    `The test images are built from Debian 12's packages as root, and ${here}: ` +
      "run this as root on Debian 12, or use a cluster that can pull the genuine images.",
  );
}
