import { expect } from "chai";
import { stack } from "./stack";

/** What the stores hold. */
async function counts(): Promise<string> {
  const experiences = await stack.request("episodic-memory", "/count");
  const agents = await stack.request("reputation-service", "/count");
  expect([experiences.status, agents.status], JSON.stringify([experiences.body, agents.body])).to.deep.equal([
    200, 200,
  ]);
  return JSON.stringify([experiences.body, agents.body]);
}

const body = { task_context: { topic: "load" }, execution_trace: {}, outcome: {} };

/** Writes experiences one after the other while something happens, and compares what was acknowledged with what is there. */
async function writingWhile(seconds: number, happens: () => Promise<unknown>): Promise<void> {
  const stored = async () => JSON.parse(await counts())[0].redis as number;
  const before = await stored();
  const url = await stack.url("episodic-memory", "/consolidate");
  const [{ acknowledged, refused }] = await Promise.all([
    stack.within(await stack.probe(), { write: { url, body, seconds } }),
    happens(),
  ]);
  expect(acknowledged, "nothing was written: nothing was tested").to.be.greaterThan(10);
  const after = await stored();
  expect(after - before, `${acknowledged} writes were acknowledged`).to.be.at.least(acknowledged as number);
  stack.note("writes acknowledged, refused, lost", `${acknowledged}, ${refused}, 0`);
}

/** Asks seldom: reputation-service answers 30 requests a minute. */
const settled = () =>
  stack.until(
    "the application answers",
    90,
    async () =>
      (await stack.request("episodic-memory", "/ready")).status === 200 &&
      (await stack.request("reputation-service", "/count")).status === 200,
    3,
  );

describe("data survives", () => {
  it("the deletion of every store's pod", async () => {
    const before = await counts();
    const begun = Date.now();
    await stack.ask(
      "delete",
      "pod",
      "--namespace",
      "orchestrix-pilot",
      "--selector",
      "app in (redis,weaviate,postgres)",
      "--wait",
    );
    for (const store of ["deployment/redis", "deployment/weaviate", "statefulset/postgres"]) await stack.rollout(store);
    await settled();
    expect(await counts()).to.equal(before);
    const seconds = Math.round((Date.now() - begun) / 1000);
    stack.note("from the deletion of every store's pod to answers", `${seconds} s`);
    expect(seconds, "a store waits for its clients instead of ending").to.be.below(100);
  });

  it("a kill of Redis in the middle of writes, but for at most the last second", async () => {
    const [pod] = await stack.pods("redis");
    await writingWhile(10, () => stack.ask("delete", "pod", pod.name, "--namespace", "orchestrix-pilot", "--wait"));
  });

  it("new passwords: the old ones are refused, the application goes on", async () => {
    const before = await counts();
    const { data } = await stack.object("secret", "redis-secrets");
    stack.configure({ "rotation.redis": 2, "rotation.postgres": 2, "rotation.weaviate": 2, "rotation.apiKeys": 2 });
    await stack.run("up");
    await settled();
    expect(await counts()).to.equal(before);
    const old = Buffer.from(data.password as string, "base64").toString();
    const ping = `REDISCLI_AUTH='${old}' redis-cli ping`;
    const answer = await stack.ask(
      "exec",
      "--namespace",
      "orchestrix-pilot",
      "deployment/redis",
      "--",
      "sh",
      "-c",
      ping,
    );
    expect(answer).to.match(/NOAUTH|WRONGPASS/);
  });

  it("an update to other images of everything", async () => {
    const before = await counts();
    // Another tag of the same digest: the runtime has it, and to Kubernetes it is another image.
    stack.useOtherTags();
    await stack.run("up");
    expect(stack.output).to.match(/Deployment orchestrix-pilot-redis-workload-deployment updated/);
    await settled();
    expect(await counts()).to.equal(before);
  });

  it("a restart of the node with everything on it", async function () {
    const { NODE_KIT } = process.env;
    if (!NODE_KIT) {
      stack.note("restart of the node", "not checked: this cluster's node is not ours to restart");
      return;
    }
    const before = await counts();
    await stack.command(NODE_KIT, "down");
    await stack.command(NODE_KIT, "up");
    for (const each of [
      "deployment/redis",
      "deployment/weaviate",
      "statefulset/postgres",
      "deployment/episodic-memory",
      "deployment/reputation-service",
    ]) {
      await stack.rollout(each);
    }
    await stack.ask("wait", "pod/probe", "--namespace", "e2e-clients", "--for", "condition=Ready", "--timeout", "60s");
    await settled();
    expect(await counts()).to.equal(before);
  });
});
