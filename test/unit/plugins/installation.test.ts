import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { version } from "@pulumi/random/package.json";
import { expect } from "chai";
import { engineEnvironment } from "../../../local/engine/environment";
import { executableOf, folderOf, hasGenuine, type Plugin } from "../../../local/engine/genuine";
import { ensurePlugins } from "../../../local/engine/plugins";
import { installStandIn, isStandIn } from "../../../local/engine/standIn";

/** A program in the place of the Pulumi CLI that notes its arguments and, if told so, installs a plugin. */
function fakeCli(folder: string, action: string): string {
  const path = join(folder, "cli", "pulumi");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "$@" >> '${folder}/calls'\n${action}\n`, { mode: 0o755 });
  return path;
}

const REFUSES = "exit 255";
const INSTALLS = `
d="$PULUMI_HOME/plugins/$3-$4-v$5"
mkdir -p "$d" && printf '#!/bin/sh\\n' > "$d/pulumi-$3-$4" && chmod +x "$d/pulumi-$3-$4"`;

function installGenuine(home: string, plugin: Plugin): void {
  mkdirSync(folderOf(home, plugin), { recursive: true });
  writeFileSync(join(folderOf(home, plugin), executableOf(plugin)), "genuine", { mode: 0o755 });
}

describe("plugin installation", () => {
  const saved = { ...process.env };
  let folder: string;
  let home: string;
  let own: string;
  let lines: string[];

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "plugins-")));
    home = join(folder, "it's home");
    own = join(folder, "own");
    lines = [];
    // Nothing of a Pulumi that this machine may have.
    Object.assign(process.env, { PULUMI_HOME: own, HOME: folder, PATH: "/usr/bin:/bin" });
  });

  afterEach(() => {
    delete process.env.PULUMI_HOME;
    Object.assign(process.env, saved);
    rmSync(folder, { recursive: true });
  });

  const ensure = (pulumi: string) => ensurePlugins({ pulumi, home, report: (line) => lines.push(line) });
  const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
  const genuineOf = (choices: Awaited<ReturnType<typeof ensurePlugins>>, name: string) =>
    choices.find((choice) => choice.name === name)?.genuine;

  it("asks for each provider once, in the version of its npm package, and then stands in", async () => {
    const pulumi = fakeCli(folder, REFUSES);
    const first = await ensure(pulumi);
    expect(first.map(({ name, genuine }) => [name, genuine])).to.deep.equal([
      ["kubernetes", false],
      ["random", false],
      ["command", false],
      ["nodejs", false],
    ]);
    expect(calls().sort()).to.deep.equal(
      ["command", "kubernetes", "random"].map(
        (name) => `plugin install resource ${name} ${first.find((choice) => choice.name === name)?.version ?? "?"}`,
      ),
    );
    expect(lines).to.include(`provider random ${version}: stand-in (the genuine plugin could not be downloaded)`);
    expect(await ensure(pulumi)).to.deep.equal(first);
    expect(calls()).to.have.length(3);
  });

  it("uses what the CLI downloads", async () => {
    const choices = await ensure(fakeCli(folder, INSTALLS));
    expect(genuineOf(choices, "kubernetes")).to.equal(true);
    expect(lines.filter((line) => line.startsWith("provider") && line.endsWith(": genuine"))).to.have.length(3);
  });

  for (const where of ["own", ".pulumi"]) {
    it(`gives way to the genuine plugin of the user's own Pulumi home ${where}`, async () => {
      own = join(folder, where);
      const pulumi = fakeCli(folder, REFUSES);
      await ensure(pulumi);
      const plugin: Plugin = { kind: "resource", name: "random", version };
      expect(isStandIn(folderOf(home, plugin))).to.equal(true);
      installGenuine(own, plugin);
      expect(genuineOf(await ensure(pulumi), "random")).to.equal(true);
      expect(readFileSync(join(folderOf(home, plugin), executableOf(plugin)), "utf8")).to.equal("genuine");
      // And stands in again when that has gone.
      rmSync(own, { recursive: true });
      expect(genuineOf(await ensure(pulumi), "random")).to.equal(false);
    });
  }

  it("leaves alone a genuine plugin that is installed already, but not one that is half installed", () => {
    const plugin: Plugin = { kind: "resource", name: "random", version: "1.0.0" };
    installGenuine(home, plugin);
    expect(hasGenuine(home, plugin)).to.equal(true);
    writeFileSync(`${folderOf(home, plugin)}.partial`, "");
    expect(hasGenuine(home, plugin)).to.equal(false);
  });

  it("sees a language host beside the CLI and a provider on PATH", async () => {
    const pulumi = fakeCli(folder, REFUSES);
    writeFileSync(join(dirname(pulumi), "pulumi-language-nodejs"), "", { mode: 0o755 });
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "pulumi-resource-command"), "", { mode: 0o755 });
    process.env.PATH = `${bin}:/usr/bin:/bin`;
    const choices = await ensure(pulumi);
    expect(genuineOf(choices, "nodejs")).to.equal(true);
    expect(genuineOf(choices, "command")).to.equal(true);
    expect(genuineOf(choices, "random")).to.equal(false);
  });

  it("starts a stand-in from any folder, and rewrites it when its program has moved", async () => {
    process.env.PATH = saved.PATH;
    const stand = join(home, "plugins", "resource-it-v1.0.0");
    const scripts = ["one", "two"].map((word) => {
      const path = join(folder, `it's ${word}.ts`);
      writeFileSync(path, `const words: string[] = process.argv.slice(2);\nconsole.log("${word}", ...words);\n`);
      return path;
    });
    for (const [index, script] of scripts.entries()) {
      installStandIn(stand, "pulumi-resource-it", script);
      const { stdout } = await promisify(execFile)(join(stand, "pulumi-resource-it"), ["a b"], { cwd: folder });
      expect(stdout).to.equal(`${["one", "two"][index] ?? ""} a b\n`);
    }
  });
});

describe("the engine's environment", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "environment-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("makes one passphrase for the checkout, readable by its owner only", () => {
    const tools = { pulumi: "/tools/a/pulumi", kubectl: "/tools/b/kubectl" };
    const first = engineEnvironment({ root, tools });
    const path = first.PULUMI_CONFIG_PASSPHRASE_FILE;
    const passphrase = readFileSync(path, "utf8");
    expect(Buffer.from(passphrase, "base64url")).to.have.length(32);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(engineEnvironment({ root, tools })).to.deep.equal(first);
    expect(readFileSync(path, "utf8")).to.equal(passphrase);
    expect(JSON.stringify(first)).to.not.include(passphrase);
  });

  it("keeps home and state in the checkout and puts the tools first on PATH", () => {
    const kubeconfig = join(root, "kubeconfig");
    const environment = engineEnvironment({ root, tools: { pulumi: "/t/pulumi", kubectl: "/t/kubectl" }, kubeconfig });
    expect(environment).to.include({
      PULUMI_HOME: join(root, ".local/pulumi"),
      PULUMI_BACKEND_URL: `file://${join(root, ".local/state")}`,
      KUBECONFIG: kubeconfig,
      PATH: `/t:${process.env.PATH ?? ""}`,
    });
    expect(engineEnvironment({ root, tools: { pulumi: "/t/pulumi" } })).to.not.have.property("KUBECONFIG");
  });
});
