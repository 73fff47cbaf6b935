import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect } from "chai";

import { ensureTools, toolCache } from "../../local/toolchain/build";
import { exclusively } from "../../local/toolchain/exclusive";
import { describeTool } from "../../local/toolchain/tools";

describe("the toolchain", function () {
  this.timeout(30_000);

  const inherited = { ...process.env };
  let folder: string;
  let bin: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "orchestrix-toolchain-"));
    bin = join(folder, "bin");
    mkdirSync(bin);
    process.env.ORCHESTRIX_CACHE = join(folder, "cache");
  });

  afterEach(() => {
    process.env = { ...inherited };
    rmSync(folder, { recursive: true, force: true });
  });

  /** A program that prints this, whatever it is asked. */
  function program(name: string, script: string): string {
    const path = join(bin, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  async function problemOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => "no problem",
      (error: unknown) => (error as Error).message,
    );
  }

  it("takes the versions from the go.mod files", () => {
    expect(describeTool("etcd").version).to.equal("v3.6.16");
    expect(describeTool("kube-apiserver").version).to.equal("v1.36.3");
    expect(describeTool("kwok").version).to.equal("v0.8.0");
    expect(describeTool("pulumi").version).to.equal("v3.259.0");
  });

  it("judges installed copies by their version", () => {
    const kubectl = describeTool("kubectl");
    expect(kubectl.accepts('{ "gitVersion": "v1.36.0", "gitCommit": "" }')).to.equal(true);
    expect(kubectl.accepts('{ "gitVersion": "v1.36.3-dispatcher" }')).to.equal(false);
    expect(kubectl.accepts('{ "gitVersion": "v1.35.3" }')).to.equal(false);
    expect(describeTool("kube-scheduler").accepts("Kubernetes v1.36.9\n")).to.equal(true);
    const pulumi = describeTool("pulumi");
    expect(pulumi.accepts("v3.248.0\n")).to.equal(true);
    expect(pulumi.accepts("v3.300.1\n")).to.equal(true);
    expect(pulumi.accepts("v3.247.9\n")).to.equal(false);
    expect(pulumi.accepts("v4.0.0\n")).to.equal(false);
    const etcd = describeTool("etcd");
    expect(etcd.accepts("etcd Version: 3.6.16\nGit SHA: x\n")).to.equal(true);
    expect(etcd.accepts("etcd Version: 3.6.15\n")).to.equal(false);
  });

  it("uses a good copy on PATH, also behind a bad one of the same name", async () => {
    const good = program("kubectl", `echo '{"gitVersion": "v1.36.1"}'`);
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "kubectl"), `#!/bin/sh\necho '{"gitVersion": "v1.36.1-dispatcher"}'\n`, {
      mode: 0o755,
    });
    process.env.PATH = [elsewhere, bin, "/bin"].join(delimiter);
    const lines: string[] = [];
    expect(await ensureTools(["kubectl"], (line) => lines.push(line))).to.deep.equal({ kubectl: good });
    expect(lines).to.deep.equal([]);
  });

  it("says what to install where there is no Go", async () => {
    process.env.PATH = bin;
    const problem = await problemOf(ensureTools(["etcd"], () => undefined));
    expect(problem).to.equal(
      'Cannot build etcd v3.6.16: there is no "go" on PATH. ' +
        "Install Go 1.26.0 or newer, or put etcd v3.6.16 itself on PATH.",
    );
  });

  it("shows Go's last words when a build fails, leaves nothing half-built and builds at the next try", async () => {
    process.env.PATH = [bin, "/bin"].join(delimiter);
    program("go", "echo 'go: go.mod requires go >= 1.26.0 (running go 1.22.1)' >&2; exit 1");
    const problem = await problemOf(ensureTools(["kwok"], () => undefined));
    expect(problem).to.contain("Building kwok v0.8.0 failed. Go's last lines:\n  go: go.mod requires go >= 1.26.0");
    expect(problem).to.contain("It needs Go 1.26.0 or newer");
    expect(readdirSync(toolCache())).to.deep.equal([]);

    // Stands in for a compiler: the file after -o is what it makes.
    program("go", 'while [ "$1" != -o ]; do shift; done; echo compiled > "$2"; chmod 755 "$2"');
    const lines: string[] = [];
    const [first, second] = await Promise.all([
      ensureTools(["kwok"], (line) => lines.push(line)),
      ensureTools(["kwok"], (line) => lines.push(line)),
    ]);
    expect(second).to.deep.equal(first);
    expect(existsSync(first.kwok)).to.equal(true);
    expect(lines.filter((line) => line.startsWith("building kwok v0.8.0 from its Go module"))).to.have.length(1);
    expect(readdirSync(toolCache())).to.deep.equal([describeTool("kwok").buildKey]);
  });

  it("ends the compiler and leaves no tool when it is told to end", async () => {
    program("go", `echo $$ > ${join(folder, "pid")}; exec sleep 60`);
    const script = `require(${JSON.stringify(require.resolve("../../local/toolchain/build"))}).ensureTools(["etcd"], console.log)`;
    const child = spawn(process.execPath, ["--import", "tsx", "--eval", script], {
      env: { ...process.env, PATH: [bin, "/bin"].join(delimiter) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    while (!existsSync(join(folder, "pid"))) await sleep(20);
    child.kill("SIGTERM");
    const [status, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect([status, signal]).to.deep.equal([null, "SIGTERM"]);
    const go = readFileSync(join(folder, "pid"), "utf8").trim();
    expect(existsSync(`/proc/${go}`)).to.equal(false);
    expect(existsSync(join(toolCache(), describeTool("etcd").buildKey))).to.equal(false);
  });

  it("takes the lock over from a process that was killed", async () => {
    const key = folder;
    const script = `require(${JSON.stringify(require.resolve("../../local/toolchain/exclusive"))})
      .exclusively(${JSON.stringify(key)}, () => {}, () => { console.log("held"); return new Promise(() => {}); })`;
    const holder = spawn(process.execPath, ["--import", "tsx", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(holder.stdout, "data");
    let waited = 0;
    const turn = exclusively(
      key,
      () => {
        waited += 1;
        holder.kill("SIGKILL");
      },
      () => Promise.resolve("my turn"),
    );
    expect(await turn).to.equal("my turn");
    expect(waited).to.equal(1);
  });
});
