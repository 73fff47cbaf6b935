import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { SettingsError } from "../../components";
import { OperationFailed } from "../../operations/deploy";
import { projectRoot } from "../../operations/project";
import { LocalStack } from "./localStack";

describe("stack local on the local control plane", function () {
  this.timeout(180_000);
  const stack = new LocalStack();

  before(async function () {
    // The toolchain may have to be built first.
    this.timeout(30 * 60_000);
    await stack.start();
  });
  after(() => stack.stop());

  it("is refused as a whole, before anything is touched, when its configuration is bad", async () => {
    stack.configure({ zones: 99, "redis.storage": "much", "episodicMemory.replica": 3 });
    const error = await stack.failure("up");
    if (!(error instanceof SettingsError)) throw error;
    expect(error.problems).to.have.length(3);
    expect(stack.output).to.equal("");
    expect(await stack.ask("get", "namespaces", "--output", "name")).not.to.include("orchestrix-pilot");
    stack.configure({ zones: undefined, "redis.storage": "1Gi", "episodicMemory.replica": undefined });
  });

  it("is created by an `up` that is interrupted, ends cleanly and is resumed", async () => {
    const { child, ended } = await stack.upUntil(/RandomPassword .* created/);
    if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    expect(await ended).not.to.equal(0);
    const { changes } = await stack.run("up");
    expect(changes.create).to.be.greaterThan(0);
    expect(changes.same, "what the interrupted update had created").to.be.greaterThan(0);
  });

  it("has the names, kinds, ports and labels that the runbook's commands use", async () => {
    const ports = { "episodic-memory": 8081, "reputation-service": 8090, redis: 6379, weaviate: 8080, postgres: 5432 };
    for (const [name, port] of Object.entries(ports)) {
      const workload = await stack.object(name === "postgres" ? "statefulset" : "deployment", name);
      expect(workload.status.readyReplicas, name).to.be.at.least(1);
      const service = await stack.object("service", name);
      expect(service.spec.ports.map((each: any) => each.port)).to.include(port);
      const pods = await stack.ask("get", "pods", "--namespace", "orchestrix-pilot", "-l", `app=${name}`, "-o", "name");
      expect(pods, name).not.to.equal("");
    }
    const scaler = await stack.object("hpa", "episodic-memory-hpa");
    expect(scaler.spec).to.deep.include({ minReplicas: 2, maxReplicas: 10 });
    const { data } = await stack.object("secret", "application-secrets");
    expect(data).to.have.all.keys("database-url", "api-keys");
    for (const [kind, name] of [
      ["resourcequota", "pilot-resource-quota"],
      ["limitrange", "pilot-limit-range"],
      ["networkpolicy", "default-deny-all"],
    ]) {
      expect((await stack.object(kind, name)).metadata.name).to.equal(name);
    }
  });

  it("was checked by the runbook's health check at its end", () => {
    expect(stack.output).to.match(/all \d+ checks passed/);
  });

  it("is found unhealthy by the health check while a store is down, by name, and healthy when it is back", async () => {
    const check = (...args: string[]) => {
      const { status, stdout } = spawnSync("sh", [join(projectRoot, "deployment/scripts/health-check.sh"), ...args]);
      return { status, table: stdout.toString() };
    };
    const nodes = ["local-a", "local-b", "local-c"];
    await stack.ask("cordon", ...nodes);
    await stack.ask("delete", "pod", "--namespace", "orchestrix-pilot", "-l", "app=redis", "--wait");
    const down = check();
    expect(down.status).to.equal(1);
    expect(down.table)
      .to.match(/^FAILED +Deployment +redis +0\/1 ready$/m)
      .and.match(/^FAILED +Service +redis /m);
    expect(down.table)
      .to.match(/^ok +Deployment +weaviate/m)
      .and.match(/2 of \d+ checks failed/);
    await stack.ask("uncordon", ...nodes);
    expect(check("--wait", "30").status).to.equal(0);
    expect(check("nowhere"), "an empty namespace is not healthy").to.include({ status: 1 });
  });

  it("is left alone by the end-to-end suite, whose cluster it is not", async () => {
    const images = join(mkdtempSync(join(tmpdir(), "images-")), "images.json");
    writeFileSync(images, "{}");
    const { status, stdout } = spawnSync("npx", ["mocha", "test/node/suite.test.ts"], {
      cwd: projectRoot,
      env: { ...process.env, E2E_IMAGES: images, E2E_CLUSTER: "another" },
    });
    expect(status).not.to.equal(0);
    expect(stdout.toString()).to.match(/current context of KUBECONFIG is orchestrix-local, not another/);
    expect((await stack.object("deployment", "redis")).metadata).not.to.have.property("deletionTimestamp");
    rmSync(dirname(images), { recursive: true });
  });

  it("keeps generated values out of the state and of what the engine prints", async () => {
    const state = stack.storedState() + stack.output;
    for (const name of ["redis-secrets", "application-secrets", "postgres-secrets", "weaviate-secrets"]) {
      const { data } = await stack.object("secret", name);
      for (const value of Object.values(data as Record<string, string>)) {
        expect(state.includes(value), name).to.equal(false);
        expect(state.includes(Buffer.from(value, "base64").toString()), name).to.equal(false);
      }
    }
  });

  it("has operators and viewers who may do what the runbook needs, and no more", async () => {
    const may = async (group: string, ...right: string[]) =>
      (await stack
        .ask("auth", "can-i", ...right, "--namespace", "orchestrix-pilot", "--as", "x", "--as-group", group)
        .catch((error: unknown) => (error as { stdout: string }).stdout.trim())) === "yes";
    expect(await may("operators", "create", "pods/exec")).to.equal(true);
    expect(await may("operators", "patch", "deployments/scale")).to.equal(true);
    expect(await may("operators", "delete", "secret/application-secrets")).to.equal(true);
    expect(await may("operators", "get", "secret/postgres-secrets")).to.equal(false);
    expect(await may("viewers", "get", "pods/log")).to.equal(true);
    expect(await may("viewers", "get", "secrets")).to.equal(false);
    expect(await may("viewers", "delete", "pods")).to.equal(false);
  });

  it("has room in its quota for every autoscaler at its maximum while it is rolled", async () => {
    await stack.ask("scale", "deployment", "episodic-memory", "--namespace", "orchestrix-pilot", "--replicas", "10");
    await stack.ask("rollout", "restart", "deployment/episodic-memory", "--namespace", "orchestrix-pilot");
    await stack.rollout("deployment/episodic-memory");
    expect((await stack.object("deployment", "episodic-memory")).status.readyReplicas).to.equal(10);
    const events = await stack.ask(
      "get",
      "events",
      "--namespace",
      "orchestrix-pilot",
      "--field-selector",
      "reason=FailedCreate",
    );
    expect(events).not.to.include("exceeded quota");
  });

  it("changes nothing when nothing has changed, whatever number of replicas the autoscaler has chosen", async () => {
    const { changes } = await stack.run("preview");
    expect(Object.keys(changes)).to.deep.equal(["same"]);
  });

  it("updates only what a changed setting touches", async () => {
    const before = await stack.object("deployment", "weaviate");
    stack.configure({ "redis.memoryLimit": "384Mi" });
    const { changes } = await stack.run("up");
    // The quota, the Deployment of Redis and, anew, the health check.
    expect(changes).to.include({ update: 2, replace: 1 });
    expect(stack.output).to.match(/Deployment orchestrix-pilot-redis-workload-deployment updated/);
    expect(stack.output).to.match(/ResourceQuota orchestrix-pilot-namespace-quota updated/);
    expect((await stack.object("deployment", "weaviate")).metadata.generation).to.equal(before.metadata.generation);
  });

  it("grows a claim in place", async () => {
    const { metadata } = await stack.object("pvc", "redis-data");
    stack.configure({ "redis.storage": "2Gi" });
    await stack.run("up");
    const grown = await stack.object("pvc", "redis-data");
    expect(grown.metadata.uid).to.equal(metadata.uid);
    expect(grown.status.capacity.storage).to.equal("2Gi");
  });

  it("rotates a password and rolls exactly those who hold it", async () => {
    const generation = async (kind: string, name: string) =>
      (await stack.object(kind, name)).metadata.generation as number;
    const all = [
      ["deployment", "episodic-memory"],
      ["deployment", "reputation-service"],
      ["deployment", "redis"],
      ["deployment", "weaviate"],
      ["statefulset", "postgres"],
    ] as const;
    const generations = () => Promise.all(all.map(([kind, name]) => generation(kind, name)));
    const [before, secret] = [await generations(), await stack.object("secret", "postgres-secrets")];
    stack.configure({ "rotation.postgres": 2 });
    await stack.run("up");
    const after = await generations();
    expect(all.filter((_, index) => before[index] !== after[index]).map(([, name]) => name)).to.deep.equal([
      "reputation-service",
      "postgres",
    ]);
    expect((await stack.object("secret", "postgres-secrets")).data).not.to.deep.equal(secret.data);
  });

  it("finds what was changed by hand, leaves it alone, and puts it back when it is told to", async () => {
    await stack.ask("scale", "deployment", "reputation-service", "--namespace", "orchestrix-pilot", "--replicas", "5");
    await stack.run("refresh");
    expect(stack.output).to.match(/Deployment orchestrix-pilot-reputation-service-workload-deployment .*updated/);
    expect(stack.output).not.to.match(/episodic-memory-workload-deployment .*updated/);
    const { message } = await stack.failure("up");
    expect(message)
      .to.include("Deployment orchestrix-pilot/reputation-service")
      .and.include("spec.replicas")
      .and.include("kubectl");
    expect(
      (await stack.object("deployment", "reputation-service")).spec.replicas,
      "nobody's fix is undone unasked",
    ).to.equal(5);
    await stack.takeBack();
    expect((await stack.object("deployment", "reputation-service")).spec.replicas).to.equal(2);
  });

  it("survives the loss of the API server during `up`: a clear error, and the next one completes", async () => {
    stack.configure({ "weaviate.memoryLimit": "768Mi", "rotation.redis": 2 });
    const { ended } = await stack.upUntil(/Deployment .* updating/);
    await stack.crashApiServer();
    expect(await ended).to.equal(1);
    expect(stack.output)
      .to.match(/127\.0\.0\.1:\d+/)
      .and.not.match(/^\s+at .*\(.*:\d+:\d+\)/m);
    await stack.heal();
    await stack.run("up");
    const { changes } = await stack.run("preview");
    expect(Object.keys(changes)).to.deep.equal(["same"]);
  });

  it("is resumed after its engine was killed without a chance to tidy up", async () => {
    await stack.run("destroy");
    const { child, ended } = await stack.upUntil(/Deployment .* creating/);
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await ended;
    await stack.run("up");
    expect((await stack.object("deployment", "episodic-memory")).status.readyReplicas).to.be.at.least(1);
  });

  it("is not destroyed while its data is protected, not even in part", async () => {
    stack.configure({ protect: true });
    await stack.run("up");
    const { message } = await stack.failure("destroy");
    expect(message).to.match(/cannot be deleted/);
    expect(stack.output).to.match(/because it is protected/);
    for (const name of ["episodic-memory", "redis", "weaviate"]) {
      expect((await stack.object("deployment", name)).status.readyReplicas, name).to.be.at.least(1);
    }
    stack.configure({ protect: false });
    await stack.run("up");
  });

  it("is refused by its preview, before anything is touched, when the API server would refuse a part of it", async () => {
    const { metadata } = await stack.object("resourcequota", "pilot-resource-quota");
    stack.configure({ "redis.storage": "1Gi", "weaviate.memoryLimit": "640Mi" });
    const { message } = await stack.failure("up");
    expect(message).to.include("PersistentVolumeClaim orchestrix-pilot/redis-data").and.include("can not be less than");
    expect((await stack.object("resourcequota", "pilot-resource-quota")).metadata.resourceVersion).to.equal(
      metadata.resourceVersion,
    );
    stack.configure({ "redis.storage": "2Gi" });
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await stack.run("destroy");
    expect(await stack.ask("get", "namespaces", "--output", "name")).not.to.include("orchestrix-pilot");
    expect(await stack.ask("get", "persistentvolumes", "--output", "name")).to.equal("");
  });

  it("tells an error of the engine by its own last word", async () => {
    stack.configure({ "episodicMemory.cpuLimit": "1" });
    await stack.crashApiServer();
    const error = await stack.failure("up");
    expect(error).to.be.instanceOf(OperationFailed);
    expect(stack.output).to.match(/127\.0\.0\.1:\d+/);
    await stack.heal();
  });
});
