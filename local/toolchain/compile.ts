import { spawn } from "node:child_process";
import { join } from "node:path";

import type { Report } from "./build";
import type { Tool } from "./tools";

const progressEvery = 20_000;
const linesKept = 25;

/**
 * Compiles a tool from its pinned module into the file `output`, with a line of progress at least every 20 s.
 * Throws when Go is missing, too old or fails; ends Go when this process is told to end.
 */
export async function compile(tool: Tool, output: string, report: Report): Promise<void> {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  report(`building ${tool.name} ${tool.version} from its Go module (once, about ${tool.buildTime})`);
  const ticker = setInterval(() => {
    report(`building ${tool.name}: ${elapsed()} so far`);
  }, progressEvery);
  try {
    await goBuild(tool, output);
  } finally {
    clearInterval(ticker);
  }
  report(`built ${tool.name} in ${elapsed()}`);
}

function goBuild(tool: Tool, output: string): Promise<void> {
  const args = ["build", "-trimpath", "-ldflags", tool.linkerFlags, "-o", output, tool.goPackage];
  const go = spawn("go", args, {
    cwd: tool.moduleFolder,
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed: string[] = [];
  const keep = (chunk: Buffer) => {
    printed = [...printed, ...chunk.toString().split("\n").filter(Boolean)].slice(-linesKept);
  };
  go.stdout.on("data", keep);
  go.stderr.on("data", keep);

  return new Promise((resolve, reject) => {
    // A terminal's Ctrl-C reaches Go too, but `kill` does not: no compiler may run on after us.
    const stop = (signal: NodeJS.Signals) => {
      go.kill("SIGTERM");
      go.once("close", () => process.kill(process.pid, signal));
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) process.once(signal, stop);
    const settle = (error?: Error) => {
      for (const signal of signals) process.removeListener(signal, stop);
      if (error) reject(error);
      else resolve();
    };
    go.once("error", (error: NodeJS.ErrnoException) => {
      settle(error.code === "ENOENT" ? new Error(withoutGo(tool)) : error);
    });
    go.once("close", (status) => {
      settle(status === 0 ? undefined : new Error(failed(tool, printed)));
    });
  });
}

function withoutGo(tool: Tool): string {
  return (
    `Cannot build ${tool.name} ${tool.version}: there is no "go" on PATH. ` +
    `Install Go ${tool.goVersion} or newer, or put ${tool.name} ${tool.version} itself on PATH.`
  );
}

function failed(tool: Tool, printed: string[]): string {
  return [
    `Building ${tool.name} ${tool.version} failed. Go's last lines:`,
    ...printed.map((line) => `  ${line}`),
    `It needs Go ${tool.goVersion} or newer (${join(tool.moduleFolder, "go.mod")}), an answering module proxy ` +
      `(GOPROXY) and about 3 GB of free disk. Then run the same command again; or put ${tool.name} ${tool.version} on PATH.`,
  ].join("\n");
}
