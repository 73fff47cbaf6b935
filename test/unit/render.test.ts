import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readStackConfig } from "../../operations/project";
import { renderObjects, writeObjects } from "../../operations/render";
import { realImage } from "./recording";

describe("rendering", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "render-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const files = (at: string) =>
    Object.fromEntries(readdirSync(at).map((name) => [name, parse(readFileSync(join(at, name), "utf8"))]));

  it("writes one complete object a file, named by kind and name", async () => {
    const objects = await renderObjects("prod", { ...readStackConfig("prod"), ...realImage }, "redacted");
    writeObjects(objects, folder);
    const written = files(folder);
    expect(Object.keys(written)).to.have.length(objects.length);
    for (const [file, { apiVersion, kind, metadata }] of Object.entries(written)) {
      expect(apiVersion, file).to.match(/^(v1|[a-z.0-9]+\/v\d)$/);
      expect(file).to.equal(`${kind}-${metadata.name}.yaml`.toLowerCase());
    }
    expect(written["deployment-redis.yaml"].apiVersion).to.equal("apps/v1");
    expect(written["secret-application-secrets.yaml"].apiVersion).to.equal("v1");
  });

  it("redacts the values of Secrets, and nothing else knows them", async () => {
    writeObjects(await renderObjects("prod", { ...readStackConfig("prod"), ...realImage }, "redacted"), folder);
    for (const [file, { kind, data }] of Object.entries(files(folder))) {
      if (kind !== "Secret") continue;
      for (const value of Object.values(data as Record<string, string>)) {
        expect(Buffer.from(value, "base64").toString(), file).to.equal("REDACTED");
      }
    }
  });

  it("on request writes values that work together, other ones each time, readable by nobody else", async () => {
    const valueOf = (at: string, name: string, key: string) =>
      Buffer.from(files(at)[`secret-${name}.yaml`].data[key] as string, "base64").toString();
    writeObjects(await renderObjects("prod", { ...readStackConfig("prod"), ...realImage }, "plain"), folder);
    const password = valueOf(folder, "redis-secrets", "password");
    expect(password).to.match(/^[A-Za-z0-9]{40}$/);
    expect(valueOf(folder, "episodic-memory-secrets", "redis-url")).to.include(`:${password}@redis:6379`);
    expect(statSync(join(folder, "secret-redis-secrets.yaml")).mode & 0o077).to.equal(0);
    writeObjects(await renderObjects("prod", { ...readStackConfig("prod"), ...realImage }, "plain"), folder);
    expect(valueOf(folder, "redis-secrets", "password")).not.to.equal(password);
  });

  it("removes what an earlier rendering left, and refuses a folder with anything else", async () => {
    const objects = await renderObjects("local", readStackConfig("local"), "redacted");
    writeFileSync(join(folder, "deployment-gone.yaml"), "");
    writeObjects(objects, folder);
    expect(readdirSync(folder)).not.to.include("deployment-gone.yaml");
    writeFileSync(join(folder, "notes.txt"), "mine");
    expect(() => writeObjects(objects, folder)).to.throw("holds notes.txt, which no rendering wrote");
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).to.equal("mine");
  });

  it("names the stacks that there are when it is asked for another", () => {
    expect(() => readStackConfig("production")).to.throw(/there is no stack production: .*stacks: .*prod/);
  });

  it("says that encrypted values are for the engine only", () => {
    writeFileSync(join(folder, "Pulumi.secret.yaml"), "config:\n  orchestrix-pilot:x:\n    secure: AAAB\n");
    expect(() => readStackConfig("secret", folder)).to.throw(/encrypted values \(orchestrix-pilot:x\)/);
  });
});
