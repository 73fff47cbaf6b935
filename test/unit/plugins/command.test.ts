import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { CommandProvider } from "../../../local/plugins/command/provider";
import type { Properties } from "../../../local/plugins/values";

const URN = "urn:pulumi:dev::project::command:local:Command::it";
const secret = (value: unknown) => ({ [specialSigKey]: specialSecretSig, value });

describe("the command stand-in", () => {
  let folder: string;
  let lines: string[];
  let provider: CommandProvider;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "command-"));
    lines = [];
    provider = new CommandProvider("1.2.3", {
      info: (_urn, line) => lines.push(line),
      flush: () => Promise.resolve(),
    });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function create(inputs: Properties): Promise<Properties> {
    return (await provider.create(URN, inputs)).outs as Properties;
  }

  async function failure(inputs: Properties): Promise<string> {
    try {
      await provider.create(URN, inputs);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("the command did not fail");
  }

  it("runs create with environment, input and directory, and gives back both outputs", async () => {
    const outs = await create({
      create: 'read -r word; echo "$GREETING $word in $PWD"; echo aside >&2',
      environment: { GREETING: "hello" },
      stdin: "world\n",
      dir: folder,
    });
    expect(outs).to.include({ stdout: `hello world in ${folder}`, stderr: "aside", stdin: "world\n" });
    expect(lines).to.have.members([`hello world in ${folder}`, "aside"]);
  });

  it("uses another interpreter, and takes an input that nobody reads", async () => {
    const outs = await create({
      interpreter: [process.execPath, "-e"],
      create: "process.stdout.write('1\\n2\\n\\n')",
      stdin: "x".repeat(1_000_000),
    });
    expect(outs.stdout).to.equal("1\n2\n");
  });

  it("does nothing without a command", async () => {
    expect(await create({ delete: "exit 1" })).to.include({ stdout: "", stderr: "" });
  });

  it("hands on lines while the command runs", async () => {
    const running = create({ create: "echo first; sleep 1; echo second" });
    await sleep(500);
    expect(lines).to.deep.equal(["first"]);
    await running;
    expect(lines).to.deep.equal(["first", "second"]);
  });

  it("logs only the streams that logging names", async () => {
    const command = "echo out; echo err >&2";
    await create({ create: command, logging: "stdout" });
    await create({ create: command, logging: "stderr" });
    await create({ create: command, logging: "none" });
    expect(lines).to.deep.equal(["out", "err"]);
    expect(await failure({ create: `${command}; exit 1`, logging: "none" })).to.equal(
      "the create command failed: exited with code 1",
    );
  });

  it("updates with update, or with create where there is none, knowing what was written before", async () => {
    const previous = 'echo "after: $PULUMI_COMMAND_STDOUT/$PULUMI_COMMAND_STDERR"';
    const olds = await create({ create: "echo one; echo two >&2" });
    const update = async (news: Properties) => (await provider.update("id", URN, olds, news)).outs as Properties;
    expect(await update({ create: "echo wrong", update: previous })).to.include({ stdout: "after: one/two" });
    expect(await update({ create: previous })).to.include({ stdout: "after: one/two" });
    expect(await update({ create: previous, addPreviousOutputInEnv: false })).to.include({ stdout: "after: /" });
    expect(await update({})).to.include({ stdout: "one", stderr: "two" });
  });

  it("deletes with the inputs and outputs of before", async () => {
    const path = join(folder, "deleted");
    const olds = await create({
      create: "echo made",
      delete: 'echo "$PULUMI_COMMAND_STDOUT $WHO" > "$FILE"',
      environment: { FILE: path, WHO: "me" },
    });
    await provider.delete("id", URN, olds);
    expect(readFileSync(path, "utf8")).to.equal("made me\n");
  });

  it("replaces for new triggers and updates for any other new input", async () => {
    const olds = await create({ create: "true", triggers: [1, { a: "b" }] });
    const diff = (news: Properties) => provider.diff("id", URN, olds, news);
    expect(await diff({ create: "true", triggers: [1, { a: "b" }] })).to.deep.equal({ changes: false, replaces: [] });
    expect(await diff({ create: "false", triggers: [1, { a: "b" }] })).to.deep.equal({ changes: true, replaces: [] });
    expect(await diff({ create: "true", triggers: [2] })).to.deep.equal({ changes: true, replaces: ["triggers"] });
    expect(await diff({ create: "true" })).to.deep.equal({ changes: true, replaces: ["triggers"] });
  });

  it("fails with the exit code and the end of the errors", async () => {
    const message = await failure({ create: "seq 1 100; seq 101 200 >&2; exit 3" });
    expect(message.split("\n")).to.deep.equal([
      "the create command failed: exited with code 3",
      ...Array.from({ length: 20 }, (_, index) => (181 + index).toString()),
    ]);
    expect(await failure({ create: "echo only output; exit 4" })).to.match(/exited with code 4\nonly output$/);
    expect(await failure({ create: "true", dir: join(folder, "missing") })).to.match(/dir .*missing does not exist$/);
    expect(await failure({ create: "true", interpreter: ["no-such-program"] })).to.match(
      /no-such-program cannot be started: .*ENOENT$/,
    );
    expect(await failure({ create: "kill -9 $$" })).to.match(/was stopped by SIGKILL$/);
  });

  it("never prints a secret input, and makes the outputs secret", async () => {
    const inputs = {
      create: 'cat; echo "$TOKEN"; echo "$TOKEN" >&2',
      environment: { TOKEN: secret("t0ken") },
      stdin: secret("line one\nline two"),
    };
    const outs = await create(inputs);
    expect(outs.stdout).to.deep.equal(secret("line one\nline twot0ken"));
    expect(lines.join("\n")).to.not.match(/t0ken|line one|line two/);
    const message = await failure({ ...inputs, create: `${inputs.create}; exit 1` });
    expect(message).to.equal("the create command failed: exited with code 1\n[secret]");
  });

  it("stops what runs, with all that it started, when the engine cancels", async () => {
    const late = join(folder, "late");
    const running = failure({ create: '(sleep 1; touch "$LATE") & wait', environment: { LATE: late } });
    await sleep(300);
    await provider.cancel();
    expect(await running).to.match(/was stopped by SIGTERM/);
    await sleep(1000);
    expect(existsSync(late)).to.equal(false);
  });

  it("refuses what it cannot do", async () => {
    const { failures = [] } = await provider.check(URN, {}, { create: "true", assetPaths: ["*"] });
    expect(failures.map(({ property }) => property)).to.deep.equal(["assetPaths"]);
    const remote = "urn:pulumi:dev::project::command:remote:Command::it";
    expect(() => provider.check(remote, {}, {})).to.throw(/command:remote:Command is not part of the stand-in/);
  });
});
