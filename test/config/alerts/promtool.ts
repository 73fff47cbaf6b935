import { execFile, type ExecFileException } from "node:child_process";
import { ensurePrometheus } from "../../node/images/prometheus";

/** How a run of promtool ended: its exit code, and all that it said. */
export interface Verdict {
  readonly code: number;
  readonly output: string;
}

let path: Promise<string> | undefined;

/** Runs the pinned promtool, which is built once. */
export async function promtool(args: readonly string[]): Promise<Verdict> {
  path ??= ensurePrometheus(console.error).then((tools) => tools.promtool);
  const program = await path;
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 1 << 26 }, (error: ExecFileException | null, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error ? -1 : 0;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}
