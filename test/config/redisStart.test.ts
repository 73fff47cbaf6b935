import { expect } from "chai";
import { copyFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { requireServers } from "./realServers";
import { freePort, runClient, StartedScript, visibleArguments, Volumes, type Finished } from "./startedScript";

const datastores = join(__dirname, "../../components/datastores");
const password = "0123456789abcdef0123456789abcdef";
const rotated = "fedcba9876543210fedcba9876543210";
const oddPassword = `it's a "quoted" \\ pass\\\\word with $HOME, \`id\`, \t# and é; \\x41`;

describe("the start script of Redis, run by the real server", () => {
  let volumes: Volumes;
  let redis: StartedScript;
  let port: number;
  let environment: Record<string, string>;
  let script: string;
  let data: string;
  let run: string;

  function start(changes: Record<string, string> = {}): StartedScript {
    const args = ["--port", String(port), "--bind", "127.0.0.1"];
    return new StartedScript(["sh", script, ...args], { ...environment, ...changes });
  }

  async function startReady(changes: Record<string, string> = {}): Promise<void> {
    redis = start(changes);
    await redis.untilPrinted("Ready to accept connections");
  }

  /** `redis-cli` as in a shell of the pod: its environment has the password, unless another one is given. */
  function cli(args: string[], auth: string | undefined = password): Promise<Finished> {
    const login: Record<string, string> = auth === "" ? {} : { REDISCLI_AUTH: auth };
    return runClient("redis-cli", ["-e", "-h", "127.0.0.1", "-p", String(port), ...args], login);
  }

  async function answer(args: string[], auth?: string): Promise<string> {
    const { code, output } = await cli(args, auth);
    expect(code, output).to.equal(0);
    return output.trim();
  }

  before(function () {
    requireServers(this, "redis");
  });

  beforeEach(async () => {
    volumes = new Volumes();
    port = await freePort();
    const config = volumes.add("config");
    data = volumes.add("data");
    run = volumes.add("run");
    script = join(config, "start.sh");
    copyFileSync(join(datastores, "config/redis.conf"), join(config, "redis.conf"));
    copyFileSync(join(datastores, "scripts/redis-start.sh"), script);
    environment = {
      REDISCLI_AUTH: password,
      REDIS_MAXMEMORY: "67108864",
      REDIS_CONFIG: join(config, "redis.conf"),
      REDIS_DATA_DIR: data,
      REDIS_RUN_DIR: run,
    };
  });

  afterEach(async () => {
    await redis.kill();
    volumes.remove();
  });

  it("answers a bare ping of a shell in the pod, and nobody without the password", async () => {
    await startReady();
    expect(await answer(["ping"])).to.equal("PONG");
    const anonymous = await cli(["ping"], "");
    expect(anonymous.output).to.contain("NOAUTH");
    expect(anonymous.code).to.not.equal(0);
    expect((await cli(["ping"], rotated)).output).to.contain("WRONGPASS");
  });

  it("takes any character in a password, without an argument or a log line that shows it", async () => {
    redis = start({ REDISCLI_AUTH: oddPassword });
    const seen: string[] = [];
    await redis.until("it was ready", () => {
      seen.push(visibleArguments());
      return redis.output.includes("Ready to accept connections");
    });
    expect(await answer(["ping"], oddPassword)).to.equal("PONG");
    expect(seen.at(-1)).to.contain(`redis-server 127.0.0.1:${port}`);
    expect(seen.some((text) => text.includes(oddPassword))).to.equal(false);
    expect(redis.output).to.not.contain(oddPassword);
  });

  it("keeps the file with the password from other users", async () => {
    await startReady();
    expect((statSync(join(run, "redis.conf")).mode & 0o777).toString(8)).to.equal("600");
  });

  it("has the data after it was killed, and takes the Secret's new password", async () => {
    await startReady();
    await answer(["mset", ...Array.from({ length: 200 }, (_, index) => [`key:${index}`, `value ${index}`]).flat()]);
    await redis.until("the writes were in the file", async () =>
      (await answer(["info", "persistence"])).includes("aof_buffer_length:0"),
    );
    await redis.kill();
    await startReady({ REDISCLI_AUTH: rotated });
    expect((await cli(["ping"])).output).to.contain("WRONGPASS");
    expect(await answer(["get", "key:199"], rotated)).to.equal("value 199");
    expect(await answer(["dbsize"], rotated)).to.equal("200");
  });

  it("refuses writes when its memory is full and loses nothing that it stored", async () => {
    await startReady({ REDIS_MAXMEMORY: "3145728" });
    expect(await answer(["config", "get", "maxmemory"])).to.equal("maxmemory\n3145728");
    let stored = 0;
    let refused: Finished | undefined;
    for (; refused === undefined && stored < 100; stored++) {
      const { code, output } = await cli(["set", `key:${stored}`, "x".repeat(65536)]);
      refused = code === 0 ? undefined : { code, output };
    }
    expect(refused?.output).to.contain("OOM command not allowed");
    expect(await answer(["dbsize"])).to.equal(String(stored - 1));
    expect(await answer(["strlen", "key:0"])).to.equal("65536");
  });

  it("does what the runbook asks for: INFO, BGSAVE and BGREWRITEAOF", async () => {
    await startReady();
    await answer(["set", "experience", "kept"]);
    expect(await answer(["info", "memory"])).to.contain("maxmemory_policy:noeviction");
    expect(await answer(["BGSAVE"])).to.contain("started");
    await redis.until("the snapshot was there", async () =>
      (await answer(["info", "persistence"])).includes("rdb_bgsave_in_progress:0"),
    );
    expect(readFileSync(join(data, "dump.rdb"), "latin1")).to.contain("experience");
    expect(await answer(["BGREWRITEAOF"])).to.contain("started");
    await redis.until("the rewrite was done", async () =>
      /aof_rewrite_in_progress:0[^]*aof_last_bgrewrite_status:ok/.test(await answer(["info", "persistence"])),
    );
  });

  it("keeps the doors shut that only a debugger needs", async () => {
    await startReady();
    expect((await cli(["debug", "sleep", "0"])).output).to.contain("DEBUG command not allowed");
    expect((await cli(["module", "load", "/tmp/any.so"])).output).to.contain("MODULE command not allowed");
  });

  it("stops when it is asked to and has the data again", async () => {
    await startReady();
    await answer(["set", "experience", "kept"]);
    expect((await redis.stop()).code).to.equal(0);
    await startReady();
    expect(await answer(["get", "experience"])).to.equal("kept");
  });

  const refused: { what: string; changes: Record<string, string>; says: string }[] = [
    { what: "no password", changes: { REDISCLI_AUTH: "" }, says: "REDISCLI_AUTH has 0 characters" },
    {
      what: "a short password",
      changes: { REDISCLI_AUTH: "tooShortToBeTrue" },
      says: "REDISCLI_AUTH has 16 characters",
    },
    { what: "no memory limit", changes: { REDIS_MAXMEMORY: "" }, says: "REDIS_MAXMEMORY is ''" },
    { what: "an unlimited memory", changes: { REDIS_MAXMEMORY: "0" }, says: "REDIS_MAXMEMORY is '0'" },
    { what: "a memory limit with a unit", changes: { REDIS_MAXMEMORY: "64mb" }, says: "REDIS_MAXMEMORY is '64mb'" },
  ];
  for (const { what, changes, says } of refused) {
    it(`does not start with ${what}, and says so in one line`, async () => {
      redis = start(changes);
      const { code, output } = await redis.finished();
      expect(code).to.equal(1);
      expect(output).to.match(/^redis-start: [^\n]*\n$/);
      expect(output).to.contain(says);
      expect(output).to.not.contain("tooShortToBeTrue");
    });
  }
});
