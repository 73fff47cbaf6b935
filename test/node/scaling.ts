import { expect } from "chai";
import { stack } from "./stack";

const replicas = async () => (await stack.object("deployment", "episodic-memory")).status.readyReplicas as number;

describe("scaling", () => {
  it("grows episodic-memory under load to its maximum, within the quota", async function () {
    this.timeout(300_000);
    expect(await replicas()).to.equal(2);
    const burn = async () => {
      for (const { ip } of await stack.pods("episodic-memory")) {
        await stack.within(await stack.probe(), {
          request: { url: `http://${ip}:8081/test/burn?seconds=30`, method: "POST" },
        });
      }
    };
    const seconds = await stack.until("episodic-memory has its 4 replicas", 240, async () => {
      await burn();
      return (await replicas()) === 4;
    });
    stack.note("from 2 replicas to the maximum of 4 under load", `${seconds} s`);
    const events = await stack.ask(
      "get",
      "events",
      "--namespace",
      "orchestrix-pilot",
      "--field-selector",
      "reason=FailedCreate",
      "--output",
      "name",
    );
    expect(events).to.equal("");
  });

  it("replaces every pod of a service under load without a failed request", async () => {
    const url = await stack.url("episodic-memory", "/health");
    const load = stack.within(await stack.probe(), { load: { url, seconds: 45, concurrency: 4 } });
    await stack.ask("rollout", "restart", "deployment/episodic-memory", "--namespace", "orchestrix-pilot");
    await stack.rollout("deployment/episodic-memory", 170);
    const { statuses } = await load;
    stack.note("requests during a rolling restart, by status", JSON.stringify(statuses));
    expect(statuses).to.have.all.keys("200");
  });

  it("lets a drain take one pod of a service at a time", async () => {
    const pods = await stack.pods("reputation-service");
    const results = [];
    for (const { name } of pods) {
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace: "orchestrix-pilot" } };
      results.push(
        await stack
          .create(`/api/v1/namespaces/orchestrix-pilot/pods/${name}/eviction`, eviction)
          .then(() => "evicted", String),
      );
    }
    expect(results[0]).to.equal("evicted");
    expect(results[1]).to.match(/disruption budget/);
    await stack.rollout("deployment/reputation-service");
  });
});
