import { join } from "node:path";
import { ensureBuilt, type Report } from "../../../local/toolchain/build";
import { describeProgram } from "../../../local/toolchain/program";

/** Prometheus's server and its checker, pinned in `prometheus/go.mod`: Debian's cannot discover pods. */
const [server, checker] = ["prometheus", "promtool"].map((name) =>
  describeProgram(name, join(__dirname, "prometheus"), {
    module: "github.com/prometheus/prometheus",
    goPackage: `github.com/prometheus/prometheus/cmd/${name}`,
    buildTime: "6 min",
    linkerFlags: (version) => `-X github.com/prometheus/common/version.Version=${releaseOf(version)}`,
  }),
);

/** A module's version holds the whole release in its minor: v0.316.0 is Prometheus 3.16.0. */
function releaseOf(version: string): string {
  const [, release, patch] = version.split(".");
  return `${Math.floor(Number(release) / 100)}.${Number(release) % 100}.${patch}`;
}

export const prometheus = {
  release: releaseOf(server.version),
  buildKeys: [server.buildKey, checker.buildKey],
};

/** The paths of both static binaries, which are built once and then kept among the tools. */
export async function ensurePrometheus(report: Report): Promise<{ prometheus: string; promtool: string }> {
  return { prometheus: await ensureBuilt(server, report), promtool: await ensureBuilt(checker, report) };
}
