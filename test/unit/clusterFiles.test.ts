import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { type Binaries, componentNames, storeAndServer } from "../../local/cluster/components";
import { credentialPaths, ensureServerCredentials } from "../../local/cluster/credentials";
import type { Ports } from "../../local/cluster/ports";

const shipped = join(__dirname, "../../docs/cluster");
const read = (name: string) => readFileSync(join(shipped, name), "utf8");

describe("the files for a cluster of one's own", () => {
  let home: string;
  let flags: Map<string, string>;

  before(() => {
    home = mkdtempSync(join(tmpdir(), "cluster-files-"));
    ensureServerCredentials(home);
    const binaries = Object.fromEntries(componentNames.map((name) => [name, name])) as Binaries;
    const ports = Object.fromEntries(componentNames.map((name) => [name, 1])) as unknown as Ports;
    const server = storeAndServer(home, binaries, ports).find(({ name }) => name === "kube-apiserver");
    flags = new Map(server?.args.map((flag) => flag.split(/=(.*)/s) as [string, string]));
  });

  after(() => {
    rmSync(home, { recursive: true });
  });

  it("are those of the local control plane", () => {
    expect(flags.get("--audit-policy-file")).to.equal(join(shipped, "audit-policy.yaml"));
    expect(flags.get("--admission-control-config-file")).to.equal(join(shipped, "admission-configuration.yaml"));
    const [template, used] = [
      read("encryption-configuration.yaml"),
      readFileSync(credentialPaths(home).encryption, "utf8"),
    ];
    const [{ secret }] = parse(used).resources[0].providers[0].secretbox.keys;
    expect(used).to.equal(template.replace("REPLACE_WITH_A_KEY", secret as string));
    expect(Buffer.from(secret as string, "base64")).to.have.length(32);
  });

  it("are started with flags that the local control plane has been seen to take", () => {
    const block = /```\n(--[^`]+)```/.exec(read("README.md"))?.[1] ?? "";
    const named = block
      .trim()
      .split("\n")
      .map((flag) => flag.split("=")[0]);
    expect(named).to.include("--encryption-provider-config").and.include("--audit-log-path");
    expect([...flags.keys()]).to.include.members(named);
  });

  it("have no key in them, and no provider that leaves Secrets as they are", () => {
    const { resources } = parse(read("encryption-configuration.yaml"));
    expect(resources).to.deep.equal([
      {
        resources: ["secrets"],
        providers: [{ secretbox: { keys: [{ name: "key1", secret: "REPLACE_WITH_A_KEY" }] } }],
      },
    ]);
  });

  it("record who touched a Secret, and never what is in it", () => {
    const { rules } = parse(read("audit-policy.yaml"));
    const levels = new Set(rules.map(({ level }: { level: string }) => level));
    expect(levels).to.deep.equal(new Set(["None", "Metadata"]));
    expect(rules.at(-1)).to.deep.equal({ level: "Metadata" });
    for (const { level, resources, nonResourceURLs } of rules) {
      if (level !== "None") continue;
      const ignored = (resources ?? []).flatMap((each: { resources: string[] }) => each.resources);
      expect(nonResourceURLs === undefined ? ignored : ["events"])
        .to.include("events")
        .and.not.include("secrets");
    }
  });

  it("are all named in their README, which names no other", () => {
    const links = new Set([...read("README.md").matchAll(/\]\(([\w-]+\.yaml)\)/g)].map(([, name]) => name));
    const files = [
      "admission-configuration",
      "audit-policy",
      "authentication-configuration",
      "encryption-configuration",
    ];
    expect([...links].sort()).to.deep.equal(files.map((name) => `${name}.yaml`));
    for (const name of links) expect(parse(read(name))).to.have.property("apiVersion");
  });
});
