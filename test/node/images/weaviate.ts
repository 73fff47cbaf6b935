import { join } from "node:path";
import { ensureBuilt, type Report } from "../../../local/toolchain/build";
import { describeProgram } from "../../../local/toolchain/program";

/** Weaviate's server, pinned in `weaviate/go.mod`. */
export const weaviate = describeProgram("weaviate", join(__dirname, "weaviate"), {
  module: "github.com/weaviate/weaviate",
  goPackage: "github.com/weaviate/weaviate/cmd/weaviate-server",
  buildTime: "3 min",
});

/** The path of the static binary, which is built once and then kept among the tools. */
export function ensureWeaviate(report: Report): Promise<string> {
  return ensureBuilt(weaviate, report);
}
