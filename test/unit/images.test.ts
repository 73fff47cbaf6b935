import { expect } from "chai";
import { catalogue, type ImageName, isReference, reference, versionOf } from "../../components";

const digest = `sha256:${"c".repeat(64)}`;

describe("images", () => {
  it("of the catalogue are references with tag and digest, run as a user other than root", () => {
    for (const [name, { user }] of Object.entries(catalogue)) {
      expect(reference(name as ImageName, {}))
        .to.satisfy(isReference)
        .and.match(/:[\w.-]+@sha256:/);
      expect(user.uid, name).to.be.greaterThan(0);
      expect(user.gid, name).to.be.greaterThan(0);
    }
  });

  it("can be replaced one by one", () => {
    const mirror = `mirror.example:5000/redis@${digest}`;
    expect(reference("redis", { redis: mirror })).to.equal(mirror);
    expect(reference("postgres", { redis: mirror })).to.match(/library\/postgres/);
  });

  it("are accepted by digest only", () => {
    for (const good of [`redis@${digest}`, `mirror.example:5000/a/b-c:v1.2_3@${digest}`])
      expect(good).to.satisfy(isReference);
    for (const bad of [
      "redis",
      "redis:7",
      `redis:7@sha256:abc`,
      `Redis@${digest}`,
      `redis:@${digest}`,
      `redis@${digest}0`,
    ]) {
      expect(isReference(bad), bad).to.equal(false);
    }
  });

  it("have the version that people recognise", () => {
    expect(versionOf(`mirror.example:5000/a:1.2.3@${digest}`)).to.equal("1.2.3");
    expect(versionOf(`mirror.example:5000/a@${digest}`)).to.equal("cccccccccccc");
  });
});
