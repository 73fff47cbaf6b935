import { spawn } from "node:child_process";
import { join } from "node:path";

import type { Report } from "./build";
import type { Program } from "./program";

const progressEvery = 20_000;
const linesKept = 25;

/**
 * Compiles a program from its pinned module into the file `output`, with a line of progress at least every 20 s.
 * Throws when Go is missing, too old or fails; ends Go when this process is told to end.
 */
export async function compile(program: Program, output: string, report: Report): Promise<void> {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  report(`building ${program.name} ${program.version} from its Go module (once, about ${program.buildTime})`);
  const ticker = setInterval(() => {
    report(`building ${program.name}: ${elapsed()} so far`);
  }, progressEvery);
  try {
    await goBuild(program, output);
  } finally {
    clearInterval(ticker);
  }
  report(`built ${program.name} in ${elapsed()}`);
}

function goBuild(program: Program, output: string): Promise<void> {
  const args = ["build", "-trimpath", "-ldflags", program.linkerFlags, "-o", output, program.goPackage];
  const go = spawn("go", args, {
    cwd: program.moduleFolder,
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
      settle(error.code === "ENOENT" ? new Error(withoutGo(program)) : error);
    });
    go.once("close", (status) => {
      settle(status === 0 ? undefined : new Error(failed(program, printed)));
    });
  });
}

function withoutGo(program: Program): string {
  const go = `Install Go ${program.goVersion} or newer`;
  return (
    `Cannot build ${program.name} ${program.version}: there is no "go" on PATH. ` +
    `${program.alternative ? `${go}, or ${program.alternative}` : go}.`
  );
}

function failed(program: Program, printed: string[]): string {
  const again = "Then run the same command again";
  return [
    `Building ${program.name} ${program.version} failed. Go's last lines:`,
    ...printed.map((line) => `  ${line}`),
    `It needs Go ${program.goVersion} or newer (${join(program.moduleFolder, "go.mod")}), an answering module proxy ` +
      `(GOPROXY) and about 3 GB of free disk. ${program.alternative ? `${again}; or ${program.alternative}` : again}.`,
  ].join("\n");
}
