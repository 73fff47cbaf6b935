import { expect } from "chai";
import { stack } from "./stack";

/** An API key of reputation-service, by role, as its Secret holds it. */
async function token(role: string): Promise<string> {
  const { data } = await stack.object("secret", "application-secrets");
  const keys = Buffer.from(data["api-keys"] as string, "base64").toString();
  return (
    keys
      .split(",")
      .map((pair) => pair.split(":"))
      .find(([name]) => name === role)?.[1] ?? ""
  );
}

describe("the application", () => {
  it("stores an experience and finds it again, through Redis and Weaviate", async () => {
    const body = { task_context: { topic: "tides" }, execution_trace: { steps: 3 }, outcome: { success: true } };
    const stored = await stack.request("episodic-memory", "/consolidate", { method: "POST", body });
    expect(stored.status, JSON.stringify(stored.body)).to.equal(200);
    const found = await stack.request("episodic-memory", "/retrieve?limit=5", {
      body: { query: { topic: "tides" } },
    });
    expect(JSON.stringify(found.body)).to.include(stored.body.id);
  });

  it("keeps an agent's reputation, through PostgreSQL", async () => {
    const post = (path: string, body: object, role?: string) => async () =>
      stack.request("reputation-service", path, {
        method: "POST",
        body,
        ...(role ? { headers: { authorization: `Bearer ${await token(role)}` } } : {}),
      });
    const agent = await post("/agents", { agent_type: "researcher" })();
    expect(agent.status, JSON.stringify(agent.body)).to.equal(200);
    const task = await post("/tasks", { task_type: "search" })();
    const assignment = await post("/assignments", { task_id: task.body.task_id, agent_id: agent.body.agent_id })();
    const evaluation = {
      assignment_id: assignment.body.assignment_id,
      evaluator_id: agent.body.agent_id,
      performance_vector: { accuracy: 0.9 },
      is_final: true,
    };
    const evaluated = await post("/api/v1/evaluations", evaluation, "evaluator")();
    expect(evaluated.status, JSON.stringify(evaluated.body)).to.equal(201);
    const reputation = await stack.request("reputation-service", `/api/v1/reputation/${agent.body.agent_id}`, {
      headers: { authorization: `Bearer ${await token("planner")}` },
    });
    expect(reputation.status, JSON.stringify(reputation.body)).to.equal(200);
    expect(JSON.stringify(reputation.body)).to.include("accuracy");
  });

  it("refuses a wrong key and a key of another role", async () => {
    const ask = (key: string) =>
      stack.request("reputation-service", "/api/v1/reputation/nobody", { headers: { authorization: `Bearer ${key}` } });
    expect((await ask("x".repeat(40))).status).to.equal(401);
    expect((await ask(await token("evaluator"))).status).to.equal(403);
  });

  it("refuses to start with a key that is too short", async () => {
    const { spec } = await stack.object("deployment", "reputation-service");
    const pod = spec.template.spec;
    pod.restartPolicy = "Never";
    const keys = pod.containers[0].env.find(({ name }: any) => name === "REPUTATION_API_KEYS");
    keys.valueFrom = { secretKeyRef: { name: "short-key", key: "api-keys" } };
    // Under a label of its own: the Service must not pick it up.
    const metadata = { name: "short-key", namespace: "orchestrix-pilot", labels: { app: "short-key" } };
    await stack.apply({ apiVersion: "v1", kind: "Secret", metadata, stringData: { "api-keys": "admin:short" } });
    await stack.apply({ apiVersion: "v1", kind: "Pod", metadata, spec: pod });
    await stack.ask(
      "wait",
      "pod/short-key",
      "--namespace",
      "orchestrix-pilot",
      "--for",
      "jsonpath={.status.phase}=Failed",
      "--timeout",
      "60s",
    );
    expect(await stack.ask("logs", "short-key", "--namespace", "orchestrix-pilot"))
      .to.match(/REPUTATION_API_KEYS/)
      .and.not.include("admin:short");
    await stack.ask("delete", "pod/short-key", "secret/short-key", "--namespace", "orchestrix-pilot");
  });
});
