import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Command } from "@pulumi/command/local";
import { version as commandVersion } from "@pulumi/command/package.json";
import { secret } from "@pulumi/pulumi";
import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { version as randomVersion } from "@pulumi/random/package.json";
import { RandomId } from "@pulumi/random/randomId";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { expect } from "chai";
import { engineEnvironment } from "../../local/engine/environment";
import { executableOf, folderOf, type Plugin } from "../../local/engine/genuine";
import { ensurePlugins, scriptOf } from "../../local/engine/plugins";
import { installStandIn } from "../../local/engine/standIn";
import { ensureTools } from "../../local/toolchain/build";

const NODE_MODULES = resolve(__dirname, "../../node_modules");

describe("the real engine with the stand-ins", function () {
  this.timeout(60_000);

  const path = process.env.PATH;
  let root: string;
  let environment: Record<string, string>;
  let stacks = 0;

  before(async function () {
    // The toolchain may have to be built first.
    this.timeout(30 * 60_000);
    const report = (line: string) => {
      console.log(`      ${line}`);
    };
    const tools = await ensureTools(["pulumi"], report);
    root = mkdtempSync(join(tmpdir(), "engine-"));
    environment = engineEnvironment({ root, tools });
    const home = join(root, ".local/pulumi");
    // Stand-ins from the start, so that they are tested also where the genuine plugins could be downloaded.
    const standIns: Plugin[] = [
      { kind: "resource", name: "random", version: randomVersion },
      { kind: "resource", name: "command", version: commandVersion },
    ];
    for (const plugin of standIns) installStandIn(folderOf(home, plugin), executableOf(plugin), scriptOf(plugin));
    await ensurePlugins({ pulumi: tools.pulumi, home, report });
    process.env.PATH = environment.PATH;
  });

  after(() => {
    process.env.PATH = path;
    rmSync(root, { recursive: true, force: true });
  });

  function stackOf(program: PulumiFn): Promise<Stack> {
    const args = { stackName: "dev", projectName: `plugins-${stacks++}`, program };
    return LocalWorkspace.createStack(args, { envVars: environment });
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    try {
      await work;
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it did not fail");
  }

  /** Everything that the engine has stored, as one text. */
  function storedState(): string {
    const folder = join(root, ".local/state");
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".json"))
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
  }

  describe("random", () => {
    it("keeps a password until its keeper changes, and never stores it in the clear", async () => {
      let rotation = "1";
      const stack = await stackOf(() => {
        const password = new RandomPassword("password", { length: 40, special: false, keepers: { rotation } });
        const id = new RandomId("id", { byteLength: 4 });
        return Promise.resolve({ password: password.result, hex: id.hex });
      });
      const preview = await stack.preview();
      expect(preview.changeSummary).to.deep.equal({ create: 3 });

      const { outputs } = await stack.up();
      const password = outputs.password.value as string;
      expect(password).to.match(/^[A-Za-z0-9]{40}$/);
      expect(outputs.password.secret).to.equal(true);
      expect(outputs.hex.value).to.match(/^[0-9a-f]{8}$/);
      expect(storedState()).to.include("randomPassword").and.to.not.include(password);

      await stack.refresh();
      const again = await stack.up();
      expect(again.summary.resourceChanges).to.deep.equal({ same: 3 });
      expect(again.outputs.password.value).to.equal(password);

      rotation = "2";
      const rotated = await stack.up();
      expect(rotated.summary.resourceChanges).to.deep.equal({ same: 2, replace: 1 });
      expect(rotated.outputs.password.value).to.match(/^[A-Za-z0-9]{40}$/);
      expect(rotated.outputs.password.value).to.not.equal(password);
      expect(rotated.outputs.hex.value).to.equal(outputs.hex.value);
    });

    it("refuses bad inputs in the preview, with the resource and the reason", async () => {
      const stack = await stackOf(() => {
        new RandomPassword("tiny", { length: 3, minUpper: 4 });
        return Promise.resolve();
      });
      expect(await failureOf(stack.preview()))
        .to.match(/length 3 cannot hold the 4 characters/)
        .and.to.match(/tiny/);
    });
  });

  describe("command", () => {
    it("creates, updates, replaces and deletes in that order, and runs nothing in a preview", async () => {
      const file = join(root, "commands");
      const ran = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
      const inputs = { release: "1", trigger: "a" };
      const stack = await stackOf(() => {
        const command = new Command("command", {
          create: 'echo "create $RELEASE" | tee -a "$FILE"',
          update: 'echo "update $RELEASE after $PULUMI_COMMAND_STDOUT" >> "$FILE"; echo updated',
          delete: 'echo "delete $RELEASE after $PULUMI_COMMAND_STDOUT" >> "$FILE"',
          environment: { FILE: file, RELEASE: inputs.release },
          triggers: [inputs.trigger],
        });
        return Promise.resolve({ stdout: command.stdout });
      });
      await stack.preview();
      expect(ran()).to.deep.equal([]);
      const created = await stack.up();
      expect(created.outputs.stdout.value).to.equal("create 1");
      expect(created.stdout).to.match(/command:local:Command.*command[^]*create 1/);
      const again = await stack.up();
      expect(ran(), again.stdout).to.deep.equal(["create 1"]);
      inputs.release = "2";
      const preview = await stack.preview();
      expect(ran(), preview.stdout).to.deep.equal(["create 1"]);
      expect((await stack.up()).outputs.stdout.value).to.equal("updated");
      inputs.trigger = "b";
      expect((await stack.up()).summary.resourceChanges).to.deep.equal({ same: 1, replace: 1 });
      await stack.destroy();
      expect(ran()).to.deep.equal([
        "create 1",
        "update 2 after create 1",
        "create 2",
        "delete 2 after updated",
        "delete 2 after create 2",
      ]);
    });

    it("fails with exit code and error text but no secret, and a second run repairs", async () => {
      let create = 'cat; echo "$TOKEN"; echo "it is broken: $TOKEN" >&2; exit 3';
      const stack = await stackOf(() => {
        const command = new Command("fragile", {
          create,
          environment: { TOKEN: secret("s3cret-token") },
          stdin: secret("s3cret-input\n"),
        });
        return Promise.resolve({ stdout: command.stdout });
      });
      const message = await failureOf(stack.up());
      expect(message).to.match(/fragile/);
      expect(message).to.match(/the create command failed: exited with code 3\n\s*it is broken: \[secret\]/);
      expect(message).to.not.match(/s3cret/);

      create = 'cat; echo "$TOKEN"';
      const repaired = await stack.up();
      expect(repaired.outputs.stdout.value).to.equal("s3cret-input\ns3cret-token");
      expect(repaired.stdout).to.not.match(/s3cret/);
      expect(storedState()).to.not.match(/s3cret/);
    });
  });

  describe("language host", () => {
    /** Writes a project that uses this checkout's packages. */
    function projectOf(name: string, files: Record<string, string>): string {
      const folder = join(root, name);
      mkdirSync(folder);
      symlinkSync(NODE_MODULES, join(folder, "node_modules"));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
      return folder;
    }

    function cliIn(folder: string) {
      return (...args: string[]) =>
        promisify(execFile)("pulumi", [...args, "--non-interactive", "--color", "never"], {
          cwd: folder,
          env: { ...process.env, ...environment },
        });
    }

    it("runs a policy pack, whose mandatory violation stops the preview", async () => {
      const pack = projectOf("pack", {
        "package.json": JSON.stringify({ name: "pack", version: "1.0.0", main: "index.js" }),
        "PulumiPolicy.yaml": "runtime: nodejs\n",
        "index.js": `
          const { PolicyPack } = require("@pulumi/policy");
          new PolicyPack("pack", {
            policies: [{
              name: "long-passwords",
              description: "Passwords have 32 characters or more.",
              enforcementLevel: "mandatory",
              validateResource: ({ type, props }, report) => {
                if (type.endsWith(":RandomPassword") && props.length < 32) report("has " + props.length);
              },
            }],
          });`,
      });
      let length = 8;
      const stack = await stackOf(() => {
        new RandomPassword("short", { length });
        return Promise.resolve();
      });
      const message = await failureOf(stack.preview({ policyPacks: [pack] }));
      expect(message).to.match(/long-passwords[^]*has 8/);
      length = 32;
      await stack.preview({ policyPacks: [pack] });
    });

    it("runs a TypeScript program by plain `pulumi`, and shows what it prints and why it fails", async () => {
      const folder = projectOf("project", {
        "package.json": JSON.stringify({ name: "project", main: "index.ts" }),
        "Pulumi.yaml": "name: by-hand\nruntime: nodejs\n",
        "index.ts": `
          import { Config, getStack } from "@pulumi/pulumi";
          import { RandomId } from "@pulumi/random";
          const config = new Config();
          console.log("printed by the program in stack " + getStack());
          if (config.getBoolean("broken")) throw new Error("broken on request");
          export const id: any = new RandomId("id", { byteLength: config.requireNumber("bytes") }).hex;
          export const token = config.requireSecret("token");
        `,
      });
      const pulumi = cliIn(folder);
      await pulumi("stack", "init", "dev");
      await pulumi("config", "set", "bytes", "3");
      await pulumi("config", "set", "--secret", "token", "s3cret");
      const up = await pulumi("up", "--yes");
      expect(up.stdout).to.match(/\+ 2 to create[^]*\+ 2 created/);
      expect(up.stdout).to.match(/printed by the program in stack dev/);
      expect(up.stdout).to.match(/id *: "[0-9a-f]{6}"/);
      expect(up.stdout).to.match(/token *: \[secret\]/);

      await pulumi("config", "set", "broken", "true");
      const failed = await pulumi("preview").catch((error: unknown) => error as { code: number; stdout: string });
      expect(failed).to.have.property("code").that.is.greaterThan(0);
      expect(failed.stdout).to.match(/broken on request/);
      // The SDK's runner has told what is wrong; the host adds nothing.
      expect(failed.stdout).to.not.match(/exit code/);
    });

    it("leaves nothing running when the engine is killed, and the next run repairs", async () => {
      const beat = join(root, "beat");
      const folder = projectOf("killed", {
        "package.json": JSON.stringify({ name: "killed", main: "index.js" }),
        "Pulumi.yaml": "name: killed\nruntime: nodejs\n",
        "index.js": `
          const { Config } = require("@pulumi/pulumi");
          const { Command } = require("@pulumi/command/local");
          new Command("command", { create: new Config().require("create") });
        `,
      });
      const pulumi = cliIn(folder);
      await pulumi("stack", "init", "dev");
      await pulumi("config", "set", "create", `while sleep 0.1; do date +%s%N > '${beat}'; done`);
      const up = pulumi("up", "--yes", "--skip-preview");
      const killed = failureOf(up);
      while (!existsSync(beat)) await sleep(100);
      up.child.kill("SIGKILL");
      await killed;
      await sleep(1000);
      const last = readFileSync(beat, "utf8");
      await sleep(500);
      expect(readFileSync(beat, "utf8")).to.equal(last);

      await pulumi("cancel", "--yes");
      await pulumi("config", "set", "create", "true");
      expect((await pulumi("up", "--yes", "--skip-preview")).stdout).to.match(/command +created/);
    });
  });
});
