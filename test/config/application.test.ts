import { expect } from "chai";
import { ApplicationPods, credentials, type Service } from "./applicationPods";
import { first, PostgresPod } from "./postgresPod";
import { requireServers } from "./realServers";
import { freePort, type StartedScript, visibleArguments } from "./startedScript";

/** The program behind the images of the suite on a real node: what that suite concludes is true only if this is. */
describe("the test application, on real stores", () => {
  let pods: ApplicationPods;
  let postgres: PostgresPod;
  let databaseUrl: string;
  /** Takes seconds to start; the tests of reputation-service need not wait for it. */
  let vectorStore: Promise<StartedScript>;
  let services: Service[] = [];
  const removals: (() => Promise<void>)[] = [];

  function started(service: Service): Service {
    services.push(service);
    return service;
  }

  before(async function () {
    requireServers(this, "redis", "postgresql", "python");
    pods = await ApplicationPods.prepare(console.log);
    removals.push(() => pods.remove());
    const port = await freePort();
    postgres = new PostgresPod(port);
    removals.push(() => postgres.remove());
    vectorStore = pods.weaviate();
    databaseUrl = `postgresql://reputation:${first.application}@127.0.0.1:${port}/reputation`;
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.kill()));
    services = [];
  });

  after(async () => {
    for (const remove of removals) await remove();
  });

  describe("reputation-service", () => {
    before(() => postgres.startReady());

    const reputationService = async (changes: Record<string, string> = {}) =>
      started(await pods.reputationService(databaseUrl, changes));

    for (const [what, keys, says] of [
      ["no keys", "", "REPUTATION_API_KEYS is not set"],
      ["a short token", `planner:${credentials.planner},admin:tooShort`, "the token of role admin has 8 characters"],
      ["a token without role", credentials.planner, "entry 1 is not role:token"],
    ]) {
      it(`does not start with ${what}, and says so in one line`, async () => {
        const { code, output } = await (await reputationService({ REPUTATION_API_KEYS: keys })).finished();
        expect(code).to.equal(1);
        expect(output).to.match(/^refusing to start: [^\n]*\n$/);
        expect(output).to.contain(says);
        expect(output).to.not.contain("tooShort").and.not.contain(credentials.planner);
      });
    }

    it("stores what it is told, for those who may", async () => {
      const service = await reputationService();
      await service.until("/health", 200);
      const early = await service.call("GET", "/ready");
      expect([early.status, early.text]).to.deep.equal([503, '{"status":"starting"}']);
      await service.until("/ready", 200);

      const create = async (path: string, body: object) => (await service.call("POST", path, { body })).json;
      const { agent_id } = await create("/agents", { agent_type: "planner" });
      const { task_id } = await create("/tasks", { task_type: "search" });
      const { assignment_id } = await create("/assignments", { task_id, agent_id });
      const evaluation = (accuracy: number) => ({
        assignment_id,
        evaluator_id: "e",
        performance_vector: { accuracy },
      });
      const evaluate = (token?: string, body: object = evaluation(0.5)) =>
        service.call("POST", "/api/v1/evaluations", { body, token });
      const { evaluator, planner, admin } = credentials;
      expect((await evaluate()).status).to.equal(401);
      expect((await evaluate("wrong-0123456789-0123456789-0123456")).status).to.equal(401);
      expect((await evaluate(planner)).status).to.equal(403);
      expect((await evaluate(evaluator)).status).to.equal(201);
      expect((await evaluate(evaluator, evaluation(1))).status).to.equal(201);
      expect((await evaluate(evaluator, { ...evaluation(1), assignment_id: "unknown" })).status).to.equal(404);

      const reputation = (token: string) => service.call("GET", `/api/v1/reputation/${agent_id}`, { token });
      expect((await reputation(evaluator)).status).to.equal(403);
      for (const token of [planner, admin]) {
        expect((await reputation(token)).json).to.include({ agent_id, confidence_score: 2 });
        expect((await reputation(token)).json.reputation_vector).to.deep.equal({ accuracy: 0.75 });
      }
      expect((await service.call("GET", "/reputation/unknown")).json).to.deep.equal({ reputation: null });
      expect((await service.call("GET", "/count")).json).to.include({ agents: 1, evaluations: 2 });

      const { text } = await service.call("GET", "/metrics");
      expect(text).to.contain('http_requests_total{handler="/api/v1/evaluations",method="POST",status="2xx"} 2.0');
      expect(text).to.match(/http_request_duration_seconds_bucket\{handler="\/agents",le="2.0",method="POST"\} 1.0/);
      for (const secret of [...Object.values(credentials), first.application]) {
        expect(service.output).to.not.contain(secret);
        expect(visibleArguments()).to.not.contain(secret);
      }
    });

    it("makes its tables once, though two replicas start together", async () => {
      const statements = ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"];
      const { code, output } = await postgres.sql({ role: "reputation", password: first.application }, ...statements);
      expect(code, output).to.equal(0);
      const replicas = await Promise.all([reputationService(), reputationService()]);
      await Promise.all(replicas.map((replica) => replica.until("/health", 200)));
      const answers = await Promise.all(
        replicas.flatMap((replica) => Array.from({ length: 5 }, () => replica.call("GET", "/count"))),
      );
      expect(answers.map(({ status, text }) => [status, text])).to.deep.equal(
        answers.map(() => [200, '{"agents":0,"tasks":0,"assignments":0,"evaluations":0}']),
      );
    });

    it("refuses the 31st request of an address within a minute, probes included, and nobody else's", async () => {
      const service = await reputationService({ ENABLE_METRICS: "false", ENVIRONMENT: "production" });
      await service.until("/health", 200);
      const status = async (path: string, client: string) => (await service.call("GET", path, { client })).status;
      for (let request = 1; request <= 30; request += 1) expect(await status("/health", "127.0.2.1")).to.equal(200);
      expect(await status("/health", "127.0.2.1")).to.equal(429);
      expect(await status("/ready", "127.0.2.1")).to.equal(429);
      expect(await status("/health", "127.0.2.2")).to.equal(200);
      // What the environment switches off is not there.
      expect(await status("/metrics", "127.0.2.2")).to.equal(404);
      expect((await service.call("POST", "/test/hang", { client: "127.0.2.2" })).status).to.equal(404);
      expect(await status("/health", "127.0.2.2")).to.equal(200);
    });

    it("is not ready while PostgreSQL is away, refuses, and goes on with the same data", async () => {
      const service = await reputationService();
      const create = () => service.call("POST", "/v1/agents", { body: { agent_type: "planner" } });
      await service.until("/ready", 200);
      expect((await create()).status).to.equal(200);
      const before = (await service.call("GET", "/count")).text;
      const server = await postgres.startReady();
      expect((await create()).status, "after a restart").to.equal(200);
      await server.stop("SIGINT");
      expect((await service.call("GET", "/ready")).json).to.deep.equal({ detail: "postgres: OperationalError" });
      expect((await create()).status).to.equal(503);
      expect((await service.call("GET", "/health")).status).to.equal(200);
      await postgres.startReady();
      await service.until("/ready", 200);
      expect((await service.call("GET", "/count")).text).to.equal(before.replace('"agents":1', '"agents":2'));
    });
  });

  describe("episodic-memory", () => {
    let redis: StartedScript;
    let weaviate: StartedScript;
    before(async () => {
      [redis, weaviate] = await Promise.all([pods.redis(), vectorStore]);
    });

    const experience = (topic: string) => ({
      task_context: { description: topic },
      execution_trace: { steps: [topic] },
      outcome: { success: true },
    });

    async function ready(): Promise<Service> {
      const service = started(await pods.episodicMemory());
      await service.until("/ready", 200);
      return service;
    }

    it("finds an experience again by what it was about, whichever replica is asked", async () => {
      const replicas = await Promise.all([ready(), ready()]);
      const topics = ["solar panels on roofs", "history of rome", "growing tomatoes", "compilers for graphs"];
      const stored = await Promise.all(
        topics.map((topic, index) => replicas[index % 2].call("POST", "/consolidate", { body: experience(topic) })),
      );
      expect(stored.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
      for (const replica of replicas) {
        const found = await replica.call("GET", "/retrieve?limit=1", {
          body: { query: { description: "rome history" } },
        });
        expect(found.json.results).to.have.length(1);
        expect(found.json.results[0]).to.deep.include({ id: stored[1].json.id, ...experience("history of rome") });
      }
      const all = await replicas[0].call("GET", "/retrieve?limit=10", { body: {} });
      const ids = (results: { id: string }[]) => results.map(({ id }) => id).sort();
      expect(ids(all.json.results)).to.deep.equal(ids(stored.map(({ json }) => json)));
      expect((await replicas[1].call("GET", "/count")).json).to.deep.equal({ redis: 4, weaviate: 4 });
    });

    it("acknowledges nothing that is not in both stores, and comes back when they do", async () => {
      const service = await ready();
      const store = () => service.call("POST", "/consolidate", { body: experience("outages") });
      expect((await store()).status).to.equal(200);
      const before = (await service.call("GET", "/count")).json;

      await weaviate.kill();
      expect((await store()).json).to.deep.equal({ detail: "weaviate: ConnectError" });
      expect((await service.call("GET", "/ready")).status).to.equal(503);
      weaviate = await pods.weaviate();
      await service.until("/ready", 200);
      expect((await service.call("GET", "/count")).json).to.deep.equal(before);

      await redis.stop();
      expect((await store()).json).to.deep.equal({ detail: "redis: ConnectionError" });
      expect((await service.call("GET", "/ready")).status).to.equal(503);
      redis = await pods.redis();
      await service.until("/ready", 200);
      expect((await service.call("GET", "/count")).json).to.deep.equal(before);
      expect((await store()).status).to.equal(200);
    });

    it("is not ready with a wrong password or key, and shows neither", async () => {
      const wrong = "wrong-0123456789-0123456789-0123456789";
      const service = started(await pods.episodicMemory({ WEAVIATE_API_KEY: wrong }));
      await service.until("/health", 200);
      const answers: string[] = [];
      await service.until("/ready", 503);
      while (!answers.at(-1)?.includes("weaviate")) answers.push((await service.call("GET", "/ready")).text);
      expect(answers.at(-1)).to.equal('{"detail":"weaviate: GET /v1/meta answered 401"}');
      expect(service.output).to.not.contain(wrong).and.not.contain(credentials.redis);
    });

    it("does not start without a store, or with another kind", async () => {
      for (const [changes, says] of [
        [{ REDIS_URL: "" }, "REDIS_URL is not set"],
        [{ VECTOR_STORE_TYPE: "memory" }, "VECTOR_STORE_TYPE must be weaviate"],
      ] as const) {
        const { code, output } = await started(await pods.episodicMemory(changes)).finished();
        expect([code, output]).to.deep.equal([1, `refusing to start: ${says}\n`]);
      }
    });

    it("misbehaves on request, the probes only when it hangs, and ends at once though no trace can be sent", async () => {
      const nowhere = `http://127.0.0.1:${await freePort()}`;
      const service = started(
        await pods.episodicMemory({ ENABLE_TRACING: "true", OTEL_EXPORTER_OTLP_ENDPOINT: nowhere }),
      );
      await service.until("/health", 200);
      const switched = async (what: string) => {
        expect((await service.call("POST", `/test/${what}`)).status).to.equal(200);
      };
      const count = () => service.call("GET", "/count");
      await switched("fail?status=502");
      expect([(await count()).status, (await service.call("GET", "/health")).status]).to.deep.equal([502, 200]);
      await switched("fail?status=500&share=0");
      await switched("slow?seconds=0.5");
      const began = Date.now();
      expect((await count()).status).to.equal(200);
      expect(Date.now() - began).to.be.within(500, 3000);
      expect((await service.call("POST", "/test/memory?mebibytes=20")).json).to.deep.equal({ mebibytes: 20 });
      await switched("burn?seconds=60");
      expect((await service.call("GET", "/metrics")).text).to.contain(
        'handler="/count",method="GET",status="5xx"} 1.0',
      );
      await switched("hang");
      const outcome = await service.call("GET", "/health", { timeout: 1000 }).catch((error: unknown) => String(error));
      expect(outcome).to.contain("Abort");
      await switched("reset");
      expect((await count()).status).to.equal(200);

      const stopped = Date.now();
      expect((await service.stop()).code).to.be.oneOf([0, -1]);
      expect(Date.now() - stopped).to.be.lessThan(10_000);
    });
  });
});
