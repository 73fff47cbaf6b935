import { expect } from "chai";
import { apiRoles } from "../../components/foundation/credentials";
import { Credentials } from "../../components";
import { find, ofKind, record, recordStack, type Registration } from "./recording";

function decoded(all: readonly Registration[], name: string): Record<string, string> {
  const data = find(all, "Secret", name).inputs.data as Record<string, string>;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}

const passwords = (all: readonly Registration[]) =>
  all.filter(({ type }) => type === "random:index/randomPassword:RandomPassword");

describe("credentials", () => {
  let all: Registration[];
  before(async () => {
    all = await recordStack("prod");
  });

  it("are generated, of 32 characters or more, that no URL changes", () => {
    expect(passwords(all)).to.have.length(11);
    for (const { inputs, name } of passwords(all)) {
      expect(inputs.length, name).to.be.at.least(32);
      expect(inputs.special, name).to.equal(false);
    }
  });

  it("reach a Secret as secrets, and appear in no other object", () => {
    for (const registration of ofKind(all, "Secret")) expect(registration.secret, registration.name).to.equal(true);
    for (const registration of all.filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Secret"))) {
      expect(JSON.stringify(registration.inputs), registration.name).not.to.include("generated-");
      expect(registration.secret, registration.name).to.equal(false);
    }
  });

  it("are the runbook's application-secrets for reputation-service: the database URL and a token a role", () => {
    const { "database-url": url, "api-keys": keys, ...rest } = decoded(all, "application-secrets");
    expect(rest).to.deep.equal({});
    const { protocol, username, password, hostname, port, pathname } = new URL(url);
    expect({ protocol, username, hostname, port, pathname }).to.deep.equal({
      protocol: "postgresql:",
      username: "reputation",
      hostname: "postgres",
      port: "5432",
      pathname: "/reputation",
    });
    expect(password).to.equal(decoded(all, "postgres-secrets")["application-password"]);
    const tokens = keys.split(",").map((pair) => pair.split(":"));
    expect(tokens.map(([role]) => role)).to.deep.equal([...apiRoles]);
    expect(new Set(tokens.map(([, token]) => token)).size).to.equal(apiRoles.length);
    for (const [, token] of tokens) expect(token.length).to.be.at.least(32);
  });

  it("agree between those who ask and those who answer", () => {
    const { "redis-url": url, "weaviate-api-key": key } = decoded(all, "episodic-memory-secrets");
    expect(url).to.equal(`redis://:${decoded(all, "redis-secrets").password}@redis:6379/0`);
    expect(key).to.equal(decoded(all, "weaviate-secrets")["api-key"]);
    expect(decoded(all, "postgres-exporter-secrets").password).to.equal(
      decoded(all, "postgres-secrets")["monitoring-password"],
    );
  });

  it("give a consumer what it needs and nothing else", () => {
    const keys = Object.fromEntries(
      ofKind(all, "Secret").map(({ inputs }) => [inputs.metadata.name, Object.keys(inputs.data)]),
    );
    expect(keys).to.deep.equal({
      "application-secrets": ["api-keys", "database-url"],
      "reputation-service-secrets": ["secret-key"],
      "episodic-memory-secrets": ["redis-url", "weaviate-api-key"],
      "redis-secrets": ["password"],
      "weaviate-secrets": ["api-key"],
      "postgres-secrets": ["application-password", "monitoring-password", "superuser-password"],
      "postgres-exporter-secrets": ["password"],
      "grafana-secrets": ["admin-password", "secret-key"],
    });
    expect(decoded(all, "application-secrets")["database-url"]).not.to.include(
      decoded(all, "postgres-secrets")["superuser-password"],
    );
  });

  it("are generated anew when their generation is raised, each by itself", async () => {
    const generations = { redis: 1, weaviate: 1, postgres: 1, apiKeys: 1, signingKey: 1, grafana: 1 };
    const keepers = async (changes: Partial<typeof generations>) => {
      const made = await record(
        () => new Credentials("c", { namespace: "n", generations: { ...generations, ...changes } }),
      );
      return Object.fromEntries(passwords(made).map(({ name, inputs }) => [name, inputs.keepers.generation as string]));
    };
    const before = await keepers({});
    const after = await keepers({ postgres: 2 });
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(changed).to.have.members([
      "c-postgres-superuser-password",
      "c-postgres-application-password",
      "c-postgres-monitoring-password",
    ]);
  });

  it("roll exactly the pods that hold them when their generation is raised", async () => {
    const rolled = async (rotation: Record<string, number>) => {
      const [before, after] = [all, await recordStack("prod", { rotation })];
      return ["episodic-memory", "reputation-service", "redis", "weaviate", "postgres"].filter((name) => {
        const template = (from: Registration[]) =>
          JSON.stringify(find(from, name === "postgres" ? "StatefulSet" : "Deployment", name).inputs.spec.template);
        return template(before) !== template(after);
      });
    };
    expect(await rolled({ redis: 2 })).to.deep.equal(["episodic-memory", "redis"]);
    expect(await rolled({ weaviate: 2 })).to.deep.equal(["episodic-memory", "weaviate"]);
    expect(await rolled({ postgres: 2 })).to.deep.equal(["reputation-service", "postgres"]);
    expect(await rolled({ apiKeys: 2 })).to.deep.equal(["reputation-service"]);
    expect(await rolled({ signingKey: 2 })).to.deep.equal(["reputation-service"]);
  });
});
