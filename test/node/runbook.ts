import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { added, commandsOf, runbook } from "../../components/monitoring/alerts/runbook";
import { stack } from "./stack";

const namespace = ["--namespace", "orchestrix-pilot"];

/** The runbook's commands for what is deployed, each with what its output must show. */
const commands: [command: string[], shows: RegExp][] = [
  [["get", "pods", "-o", "wide"], /episodic-memory-.*Running/],
  [["get", "services"], /reputation-service +ClusterIP/],
  [["get", "endpoints"], /redis +[\d.]+:6379/],
  [["get", "events", "--sort-by=.lastTimestamp"], /./],
  [["get", "networkpolicy"], /default-deny-all/],
  [["get", "pods", "-l", "app=redis"], /^redis-/m],
  [["describe", "resourcequota"], /pilot-resource-quota/],
  [["describe", "pods"], /Limits:/],
  [["logs", "deployment/episodic-memory", "--tail=100"], /./],
  [["logs", "deployment/reputation-service", "--tail=100"], /./],
  [["logs", "deployment/redis"], /Ready to accept connections/],
  [["logs", "deployment/weaviate"], /./],
  [["exec", "deployment/redis", "--", "redis-cli", "ping"], /^PONG$/],
  [["exec", "deployment/redis", "--", "redis-cli", "info", "memory"], /used_memory:\d+/],
  [["exec", "deployment/redis", "--", "redis-cli", "BGREWRITEAOF"], /rewriting started/i],
  [["top", "pods", "--sort-by=memory"], /weaviate-/],
  [["rollout", "restart", "deployment/reputation-service"], /restarted/],
  [["rollout", "status", "deployment/reputation-service", "--timeout=120s"], /successfully rolled out/],
  [["scale", "deployment", "reputation-service", "--replicas=3"], /scaled/],
  [["wait", "--for=condition=available", "deployment", "--all", "--timeout=600s"], /weaviate condition met/],
];

describe("the commands of alerts on these pods", () => {
  // Without what names a pod, does not end, changes something, or may find nothing.
  const ready = Object.values({ ...runbook, ...added })
    .flatMap((section) => commandsOf(section, "orchestrix-pilot"))
    .filter((command) => !/<|port-forward|scale|leak/.test(command));
  for (const command of new Set(ready)) {
    it(command, async () => {
      await stack.command("sh", "-c", command);
    });
  }
});

describe("the runbook's commands on these pods", () => {
  for (const [command, shows] of commands) {
    it(`kubectl ${command.join(" ")}`, async () => {
      expect(await stack.ask(...namespace, ...command)).to.match(shows);
    });
  }

  it("a patch of the resources rolls the Deployment; `up` names the conflict, and takes back what it is told to", async () => {
    const container = { name: "reputation-service", resources: { limits: { memory: "300Mi" } } };
    const patch = JSON.stringify({ spec: { template: { spec: { containers: [container] } } } });
    await stack.ask(...namespace, "patch", "deployment", "reputation-service", "-p", patch);
    await stack.rollout("deployment/reputation-service");
    await stack.run("refresh");
    const { message } = await stack.failure("up");
    expect(message).to.include("Deployment orchestrix-pilot/reputation-service").and.include("conflict");
    await stack.takeBack();
    const { spec } = await stack.object("deployment", "reputation-service");
    expect(spec.replicas).to.equal(2);
    expect(spec.template.spec.containers[0].resources.limits.memory).to.equal("256Mi");
  });

  it("a backup file of Redis is made by BGSAVE and copied out", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dump-"));
    await stack.ask(...namespace, "exec", "deployment/redis", "--", "redis-cli", "BGSAVE");
    await stack.until("the snapshot is written", 20, async () =>
      (await stack.ask(...namespace, "exec", "deployment/redis", "--", "redis-cli", "info", "persistence")).includes(
        "rdb_bgsave_in_progress:0",
      ),
    );
    const [{ name }] = await stack.pods("redis");
    const file = join(folder, "dump.rdb");
    // `kubectl cp` needs tar inside of the image, which the image of Redis has.
    await stack.ask("cp", `orchestrix-pilot/${name}:/data/dump.rdb`, file);
    expect(statSync(file).size).to.be.greaterThan(0);
    rmSync(folder, { recursive: true });
  });

  it("a Service is reached by port-forward", async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => {
          resolve(typeof address === "object" && address !== null ? address.port : 0);
        });
      });
    });
    const child = spawn("kubectl", [...namespace, "port-forward", "svc/episodic-memory", `${port}:8081`], {
      stdio: "ignore",
    });
    try {
      await stack.until("the forwarded port answers", 20, () =>
        fetch(`http://127.0.0.1:${port}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
    } finally {
      child.kill();
    }
  });
});
