import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The programs that the local control plane and the engine are made of. */
export const toolNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
  "kwok",
  "pulumi",
] as const;

export type ToolName = (typeof toolNames)[number];

/** One program: where its source is pinned, how it is built, and how an installed copy proves that it will do. */
export interface Tool {
  name: ToolName;
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
  /** Arguments that make an installed copy print its version. */
  versionArguments: string[];
  /** Whether an installed copy that printed this can be used instead of a build. */
  accepts(printed: string): boolean;
  /** Name of this exact build: it changes with the version, any dependency, a flag or the platform. */
  buildKey: string;
}

interface Row {
  folder: "etcd" | "kubernetes" | "kwok" | "pulumi";
  module: string;
  goPackage: string;
  buildTime: string;
  versionArguments: string[];
  linkerFlags?(version: string): string;
  accepts(printed: string, version: string): boolean;
}

function kubernetes(name: ToolName, buildTime: string, versionArguments: string[]): Row {
  return {
    folder: "kubernetes",
    module: "k8s.io/kubernetes",
    goPackage: `k8s.io/kubernetes/cmd/${name}`,
    buildTime,
    versionArguments,
    linkerFlags: (version) => {
      const [major, minor] = version.slice(1).split(".");
      const at = "-X k8s.io/component-base/version";
      return `${at}.gitVersion=${version} ${at}.gitMajor=${major} ${at}.gitMinor=${minor}`;
    },
    // Any patch of the same minor; vendor builds ("v1.36.1-dispatcher") are refused, for they may be wrappers.
    accepts: (printed, version) => {
      const [major, minor] = version.slice(1).split(".");
      return new RegExp(`(^|[\\s"])v${major}\\.${minor}\\.\\d+(["\\s]|$)`).test(printed);
    },
  };
}

const rows: Record<ToolName, Row> = {
  etcd: {
    folder: "etcd",
    module: "go.etcd.io/etcd/server/v3",
    goPackage: "go.etcd.io/etcd/server/v3",
    buildTime: "30 s",
    versionArguments: ["--version"],
    accepts: (printed, version) => printed.split("\n")[0] === `etcd Version: ${version.slice(1)}`,
  },
  "kube-apiserver": kubernetes("kube-apiserver", "4 min", ["--version"]),
  "kube-controller-manager": kubernetes("kube-controller-manager", "1 min", ["--version"]),
  "kube-scheduler": kubernetes("kube-scheduler", "10 s", ["--version"]),
  kubectl: kubernetes("kubectl", "30 s", ["version", "--client", "--output=json"]),
  kwok: {
    folder: "kwok",
    module: "sigs.k8s.io/kwok",
    goPackage: "sigs.k8s.io/kwok/cmd/kwok",
    buildTime: "1 min",
    versionArguments: ["--version"],
    accepts: (printed, version) => printed.split(/\s+/).some((word) => word === version || word === version.slice(1)),
  },
  pulumi: {
    folder: "pulumi",
    module: "github.com/pulumi/pulumi/pkg/v3",
    goPackage: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    buildTime: "3.5 min",
    versionArguments: ["version"],
    // Without a version in it the Automation API refuses the engine.
    linkerFlags: (version) => `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
    // The SDK in package.json is 3.248: an older engine may lack what it asks for.
    accepts: (printed) => {
      const minor = /^v3\.(\d+)\.\d+$/.exec(printed.trim())?.[1];
      return Number(minor) >= 248;
    },
  },
};

/** Everything about one tool, with its versions read from its `go.mod`. Throws if the `go.mod` does not pin it. */
export function describeTool(name: ToolName): Tool {
  const row = rows[name];
  const moduleFolder = join(__dirname, "modules", row.folder);
  const goMod = readFileSync(join(moduleFolder, "go.mod"), "utf8");
  const version = required(goMod, row.module, moduleFolder);
  const goVersion = /^go (\S+)$/m.exec(goMod)?.[1] ?? "unknown";
  const linkerFlags = ["-s -w", row.linkerFlags?.(version)].filter(Boolean).join(" ");
  const fingerprint = createHash("sha256")
    .update([goMod, readFileSync(join(moduleFolder, "go.sum"), "utf8"), linkerFlags].join("\0"))
    .update(`${process.platform}/${process.arch}`)
    .digest("hex")
    .slice(0, 12);
  return {
    name,
    moduleFolder,
    goPackage: row.goPackage,
    version,
    goVersion,
    linkerFlags,
    buildTime: row.buildTime,
    versionArguments: row.versionArguments,
    accepts: (printed) => row.accepts(printed, version),
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
