import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { placeholders, readSettings, schema, SettingsError } from "../../components";
import { projectRoot, readStackSettings } from "../../operations/project";

const image = `docker.io/agentic/research-engine:1.2.3@sha256:${"b".repeat(64)}`;

/** Settings of a project `p` with a valid image and whatever else is given by top-level key. */
function read(config: Record<string, unknown> = {}) {
  const { application, ...rest } = config;
  const values = { application: { image, ...(application as object | undefined) }, ...rest };
  const asText = Object.entries(values).map(([key, value]) => [
    `p:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return readSettings(Object.fromEntries(asText) as Record<string, string>, "p");
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

describe("settings", () => {
  it("have every key of the schema, with production's values by default", () => {
    const settings = read();
    expect(Object.keys(settings)).to.have.members(Object.keys(schema));
    expect(settings).to.include({
      environment: "production",
      protect: true,
      zones: 2,
      "application.image": image,
      "episodicMemory.minReplicas": 2,
      "episodicMemory.maxReplicas": 10,
      "redis.storage": "10Gi",
    });
  });

  it("take values by their key, inside maps and out, as text and typed", () => {
    const settings = read({
      zones: 3,
      protect: "false",
      redis: { storage: "7Gi", cpuLimit: 1 },
      access: { operators: ["a", "b"] },
      images: { redis: image },
    });
    expect(settings).to.include({ zones: 3, protect: false, "redis.storage": "7Gi", "redis.cpuLimit": "1" });
    expect(settings["access.operators"]).to.deep.equal(["a", "b"]);
    expect(settings.images).to.deep.equal({ redis: image });
  });

  it("spell quantities as the API server does, so that no spelling shows as a change", () => {
    const settings = read({
      redis: { cpuLimit: "1000m", memoryLimit: "2048Mi", memoryRequest: "1024Mi", storage: "5000M" },
    });
    expect(settings).to.include({
      "redis.cpuLimit": "1",
      "redis.memoryLimit": "2Gi",
      "redis.memoryRequest": "1Gi",
      "redis.storage": "5G",
    });
  });

  it("cannot be changed once read", () => {
    expect(() => Object.assign(read(), { zones: 9 })).to.throw(TypeError);
  });

  it("list every problem at once, each with its key, what it must be and what it is", () => {
    const problems = problemsOf(() =>
      read({
        application: { image: "research-engine:latest" },
        zones: "many",
        protect: 1,
        episodicMemory: { maxReplicas: 500, replica: 3 },
        redis: { storage: "10 GB" },
        weavate: {},
        access: { viewers: "everyone" },
      }),
    );
    expect(problems).to.have.members([
      "p:episodicMemory.replica is unknown: Pulumi.yaml lists the keys that there are",
      "p:weavate is unknown: Pulumi.yaml lists the keys that there are",
      'p:application.image must be an image reference with digest, name[:tag]@sha256:...; it is "research-engine:latest"',
      'p:zones must be an integer from 1 to 16; it is "many"',
      'p:protect must be true or false; it is "1"',
      "p:episodicMemory.maxReplicas must be an integer from 2 to 50; it is 500",
      'p:redis.storage must be a quantity of bytes above 0 such as "512Mi" or "20Gi"; it is "10 GB"',
      'p:access.viewers must be a list of group names, each once; it is "everyone"',
    ]);
  });

  it("say in the message how many problems there are and that nothing was changed", () => {
    expect(() => read({ zones: 0, protect: "maybe" })).to.throw(
      SettingsError,
      /^the configuration of this stack has 2 problems; nothing was changed:\n {2}- p:.*\n {2}- p:/,
    );
  });

  it("name a key that is required and not set", () => {
    expect(problemsOf(() => readSettings({}, "p"))).to.deep.equal([
      "p:application.image must be an image reference with digest, name[:tag]@sha256:...; it is not set",
    ]);
  });

  it("say how to set a key that was set without --path", () => {
    const [problem] = problemsOf(() => read({ "redis.storage": "1Gi" }));
    expect(problem).to.equal(
      'p:redis.storage is not a key by itself: set it with --path, as in "pulumi config set --path redis.storage VALUE"',
    );
  });

  it("refuse a map that is none", () => {
    const [problem] = problemsOf(() => read({ redis: "5Gi" }));
    expect(problem).to.equal('p:redis must be a map with keys such as storage; it is "5Gi"');
  });

  it("refuse values that contradict each other", () => {
    expect(problemsOf(() => read({ episodicMemory: { minReplicas: 5, maxReplicas: 4 } }))).to.deep.equal([
      "p:episodicMemory.minReplicas must be at most episodicMemory.maxReplicas, which is 4; it is 5",
    ]);
    expect(problemsOf(() => read({ redis: { memoryRequest: "3Gi", memoryLimit: "3000Mi" } }))).to.deep.equal([
      "p:redis.memoryRequest must be at most redis.memoryLimit, which is 3000Mi; it is 3Gi",
    ]);
    expect(problemsOf(() => read({ weaviate: { cpuLimit: "8" } }))).to.deep.equal([
      "p:weaviate.cpuLimit must be at most limits.cpu, which is 4; it is 8",
    ]);
    expect(problemsOf(() => read({ images: { nginx: image } }))[0]).to.match(
      /^p:images must name images of the catalogue \(redis, /,
    );
  });

  it("ignore what belongs to other projects", () => {
    const config = { "p:application": JSON.stringify({ image }), "kubernetes:context": "x", "other:zones": "none" };
    expect(readSettings(config, "p").zones).to.equal(2);
  });

  it("have the day on which an exception ends, however the engine hands on a date without quotes", () => {
    const expiring = (expires: string) => {
      const exception = { rule: "image-tag", object: "Pod/a/b", reason: "moves soon", owner: "platform", expires };
      return read({ policy: { exceptions: [exception] } })["policy.exceptions"].map((each) => each.expires);
    };
    expect(expiring("2027-03-31")).to.deep.equal(["2027-03-31"]);
    expect(expiring("2027-03-31 00:00:00 +0000 UTC")).to.deep.equal(["2027-03-31"]);
    for (const expires of ["2027-13-31", "2027-03-31 12:00:00 +0000 UTC", "soon"]) {
      expect(problemsOf(() => expiring(expires))[0], expires).to.match(/expires is a date such as 2027-03-31/);
    }
  });

  it("tell a placeholder image from a real one, but for throw-away stacks", () => {
    const placeholder = { image: `research-engine@sha256:${"0".repeat(64)}` };
    expect(placeholders(read({ application: placeholder }))[0]).to.match(
      /^application\.image still has the placeholder digest/,
    );
    expect(placeholders(read())).to.deep.equal([]);
    expect(placeholders(read({ application: placeholder, environment: "local" }))).to.deep.equal([]);
  });

  it("of the repository's stacks are valid, and hold neither a secret nor a passphrase's salt", () => {
    for (const stack of ["local", "e2e", "staging", "prod"]) {
      expect(readStackSettings(stack).environment, stack).to.equal(stack === "prod" ? "production" : stack);
      expect(readFileSync(join(projectRoot, `Pulumi.${stack}.yaml`), "utf8"), stack).not.to.match(
        /encryptionsalt|secure:/,
      );
    }
  });
});
