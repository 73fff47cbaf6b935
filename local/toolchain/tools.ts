import { join } from "node:path";

import { describeProgram, type Program, type Source } from "./program";

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

/** One of these programs, and how an installed copy proves that it will do. */
export interface Tool extends Program {
  name: ToolName;
  /** Arguments that make an installed copy print its version. */
  versionArguments: string[];
  /** Whether an installed copy that printed this can be used instead of a build. */
  accepts(printed: string): boolean;
}

interface Row extends Source {
  folder: "etcd" | "kubernetes" | "kwok" | "pulumi";
  versionArguments: string[];
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
  const program = describeProgram(name, join(__dirname, "modules", row.folder), row);
  return {
    ...program,
    name,
    alternative: `put ${name} ${program.version} itself on PATH`,
    versionArguments: row.versionArguments,
    accepts: (printed) => row.accepts(printed, program.version),
  };
}
