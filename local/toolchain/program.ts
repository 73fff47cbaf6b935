import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A program that is built from a pinned Go module. */
export interface Program {
  name: string;
  /** Absolute path of the folder whose `go.mod` and `go.sum` pin the source. */
  moduleFolder: string;
  /** Go package of the `main` function. */
  goPackage: string;
  /** Version with its leading `v`, as the `go.mod` requires it. */
  version: string;
  /** Oldest Go that compiles it, as the `go.mod` says, for example `1.26.0`. */
  goVersion: string;
  /** Value of `go build -ldflags`. */
  linkerFlags: string;
  /** What a first build takes on two cores, in words. */
  buildTime: string;
  /** What a person can do instead of building it, as the end of a sentence. */
  alternative?: string;
  /** Name of this exact build: it changes with the version, any dependency, a flag or the platform. */
  buildKey: string;
}

/** What cannot be read from the `go.mod`. */
export interface Source {
  /** Module whose version is the program's. */
  module: string;
  goPackage: string;
  buildTime: string;
  linkerFlags?(version: string): string;
}

/** Everything about one program, with its versions read from the folder's `go.mod`. Throws if that does not pin the module. */
export function describeProgram(name: string, moduleFolder: string, source: Source): Program {
  const goMod = readFileSync(join(moduleFolder, "go.mod"), "utf8");
  const version = required(goMod, source.module, moduleFolder);
  const goVersion = /^go (\S+)$/m.exec(goMod)?.[1] ?? "unknown";
  const linkerFlags = ["-s -w", source.linkerFlags?.(version)].filter(Boolean).join(" ");
  const fingerprint = createHash("sha256")
    .update([goMod, readFileSync(join(moduleFolder, "go.sum"), "utf8"), linkerFlags].join("\0"))
    .update(`${process.platform}/${process.arch}`)
    .digest("hex")
    .slice(0, 12);
  return {
    name,
    moduleFolder,
    goPackage: source.goPackage,
    version,
    goVersion,
    linkerFlags,
    buildTime: source.buildTime,
    buildKey: `${name}-${version}-${fingerprint}`,
  };
}

function required(goMod: string, module: string, moduleFolder: string): string {
  for (const line of goMod.split("\n")) {
    const [path, version = ""] = line.trim().split(/\s+/);
    if (path === module && version.startsWith("v")) return version;
  }
  throw new Error(
    `${join(moduleFolder, "go.mod")} does not require ${module}: run "go get ${module}@<version>" there.`,
  );
}
