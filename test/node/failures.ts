import { expect } from "chai";
import { stack } from "./stack";

const restartsOf = async (app: string) =>
  Object.fromEntries(
    await Promise.all(
      (await stack.pods(app)).map(async ({ name }) => {
        const { status } = await stack.object("pod", name);
        return [name, status.containerStatuses[0].restartCount as number] as const;
      }),
    ),
  ) as Record<string, number>;

const endpointsOf = async (service: string) => {
  const list = JSON.parse(
    await stack.ask(
      "get",
      "endpointslices",
      "--namespace",
      "orchestrix-pilot",
      "--selector",
      `kubernetes.io/service-name=${service}`,
      "--output",
      "json",
    ),
  );
  return list.items.flatMap(({ endpoints }: any) => endpoints ?? []).filter(({ conditions }: any) => conditions.ready)
    .length as number;
};

const post = async (ip: string, port: number, path: string) =>
  stack.within(await stack.probe(), { request: { url: `http://${ip}:${port}${path}`, method: "POST" } });

describe("failures", () => {
  it("a service that hangs is restarted by itself", async () => {
    const [pod] = await stack.pods("reputation-service");
    await post(pod.ip, 8090, "/test/hang");
    const seconds = await stack.until(
      `${pod.name} is restarted`,
      150,
      async () => (await restartsOf("reputation-service"))[pod.name] > 0,
    );
    stack.note("from a hanging service to its restart", `${seconds} s`);
    await stack.rollout("deployment/reputation-service");
  });

  it("a service that cannot reach its store is taken out of its Service, not restarted, and comes back", async () => {
    const before = await restartsOf("reputation-service");
    await stack.ask("scale", "statefulset", "postgres", "--namespace", "orchestrix-pilot", "--replicas", "0");
    await stack.until(
      "reputation-service has no endpoint",
      90,
      async () => (await endpointsOf("reputation-service")) === 0,
    );
    await stack.ask("scale", "statefulset", "postgres", "--namespace", "orchestrix-pilot", "--replicas", "1");
    await stack.until(
      "reputation-service has its endpoints again",
      90,
      async () => (await endpointsOf("reputation-service")) === 2,
    );
    expect(await restartsOf("reputation-service")).to.deep.equal(before);
  });

  it("a container that eats its memory is killed alone", async () => {
    const [victim] = await stack.pods("reputation-service");
    const before = (await restartsOf("reputation-service"))[victim.name];
    await post(victim.ip, 8090, "/test/memory?mebibytes=600");
    await stack.until(
      `${victim.name} is killed`,
      60,
      async () => (await restartsOf("reputation-service"))[victim.name] > before,
    );
    const { status } = await stack.object("pod", victim.name);
    expect(status.containerStatuses[0].lastState.terminated.reason).to.equal("OOMKilled");
    for (const app of ["episodic-memory", "redis", "weaviate"]) {
      expect(new Set(Object.values(await restartsOf(app))), app).to.deep.equal(new Set([0]));
    }
    await stack.rollout("deployment/reputation-service");
  });

  it("Redis at its limit refuses writes, loses nothing, and accepts them again", async () => {
    const redis = (script: string) =>
      stack.ask("exec", "--namespace", "orchestrix-pilot", "deployment/redis", "--", "sh", "-c", script);
    const before = Number(await redis("redis-cli dbsize"));
    const fill =
      "i=0; while [ $i -lt 200 ]; do redis-cli -e eval \"redis.call('set', 'fill:'..ARGV[1], string.rep('x', 1048576)); return 1\" 0 $i || break; i=$((i+1)); done 2>&1 | tail -1";
    expect(await redis(fill)).to.match(/OOM command not allowed/);
    expect(Number(await redis("redis-cli dbsize"))).to.be.greaterThan(before);
    expect((await stack.request("episodic-memory", "/count")).status, "reads go on").to.equal(200);
    await redis("redis-cli --scan --pattern 'fill:*' | xargs -n 50 redis-cli unlink");
    expect(Number(await redis("redis-cli dbsize"))).to.equal(before);
    expect(Object.values(await restartsOf("redis"))).to.deep.equal([0]);
  });

  it("probes never reach the service's own rate limit", async () => {
    for (const { name } of await stack.pods("reputation-service")) {
      const log = await stack.ask("logs", name, "--namespace", "orchestrix-pilot");
      expect(
        log.split("\n").filter((line) => /(health|ready).*\b429\b/.test(line)),
        name,
      ).to.deep.equal([]);
    }
  });
});
