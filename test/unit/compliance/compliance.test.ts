import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { compliance } from "../../../operations/compliance/compliance";
import { format, reportFormats } from "../../../operations/compliance/format";
import { readPreview } from "../../../operations/compliance/inputs/preview";
import { readStackConfig } from "../../../operations/project";
import { objectId } from "../../../policies/kubernetesObject";
import { given } from "../../policies/given";
import { realImage } from "../recording";
import { objectRule, wholeRule, writable } from "./judged";

describe("the compliance check", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "compliance-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const rules = [objectRule];
  const failure = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "",
      (error: unknown) => (error as Error).message,
    );

  it("judges the preview of a stack without engine or cluster", async () => {
    const { report, exitCode } = await compliance({ stack: "local", rules });
    expect(exitCode).to.equal(0);
    expect(report.source).to.equal("preview of stack local");
    expect(report.checked.objects).to.be.greaterThan(40);
    expect(report.checked.rules["read-only-root-filesystem"]).to.be.at.least(5);
  });

  it("exits with 1 when a mandatory rule is violated, and points to the line of a manifest", async () => {
    write("app.yaml", `# the application\n${stringify(writable())}`);
    const { report, exitCode } = await compliance({ yaml: folder, rules });
    expect(exitCode).to.equal(1);
    expect(report.violations[0].location).to.include({ line: 2 });
    expect(report.violations[0].location.file).to.match(/app\.yaml$/);
  });

  it("finds in a state what it finds in manifests", async () => {
    const { kind, apiVersion, ...inputs } = writable();
    const type = `kubernetes:${apiVersion}:${kind}`;
    const resources = [{ urn: `urn:pulumi:prod::shop::${type}::app`, custom: true, type, inputs }];
    const state = write("state.json", JSON.stringify({ version: 3, deployment: { resources } }));
    const yaml = write("app.yaml", stringify(writable()));
    const [fromState, fromYaml] = await Promise.all([compliance({ state, rules }), compliance({ yaml, rules })]);
    expect(fromState.exitCode).to.equal(1);
    const texts = ({ report }: typeof fromState) => report.violations.map(({ object, message }) => [object, message]);
    expect(texts(fromState)).to.deep.equal(texts(fromYaml));
  });

  it("exits with 2 when a rule cannot be evaluated, but with 1 if another is violated", async () => {
    const throws = wholeRule(() => {
      throw new Error("no such selector");
    });
    write("app.yaml", stringify(given("Deployment")));
    expect((await compliance({ yaml: folder, rules: [throws] })).exitCode).to.equal(2);
    expect((await compliance({ yaml: folder, rules })).exitCode).to.equal(0);
    write("app.yaml", stringify(writable()));
    expect((await compliance({ yaml: folder, rules: [throws, objectRule] })).exitCode).to.equal(1);
  });

  it("puts manifests without a namespace where it is told to", async () => {
    write("app.yaml", stringify({ ...writable(), metadata: { name: "app" } }));
    const object = async (namespace?: string) =>
      (await compliance({ yaml: folder, rules, ...(namespace === undefined ? {} : { namespace }) })).report
        .violations[0].object;
    expect(await object()).to.equal("Deployment/default/app");
    expect(await object("shop")).to.equal("Deployment/shop/app");
  });

  it("judges by a stack's declarations where a stack is named, and by the defaults where not", async () => {
    const production: (boolean | undefined)[] = [];
    const asks = wholeRule(({ declarations }) => {
      production.push(declarations.production);
      return [];
    });
    write("app.yaml", stringify(given("Deployment")));
    await compliance({ yaml: folder, rules: [asks] });
    await compliance({ yaml: folder, stack: "prod", rules: [asks] });
    expect(production).to.deep.equal([undefined, true]);
  });

  it("shows no value of a Secret in any format", async () => {
    const careless = wholeRule(({ resources }) =>
      resources
        .filter(({ object }) => object.kind === "Secret")
        .map(({ object }) => ({ object, field: "data", problem: JSON.stringify(object.data) })),
    );
    const { report } = await compliance({ stack: "local", rules: [careless] });
    expect(report.violations).to.have.length.greaterThan(4);
    for (const { message } of report.violations) expect(message).to.match(/\{("[a-z-]+":"\(secret\)",?)+\}/);
    for (const as of reportFormats) expect(format(report, as)).not.to.match(/[A-Za-z0-9+/]{40}/);
  });

  it("cannot work without knowing what to judge, and names what it cannot read", async () => {
    expect(await failure(compliance({}))).to.include("give --stack, --state or --yaml");
    expect(await failure(compliance({ state: "a", yaml: "b" }))).to.include("not both");
    expect(await failure(compliance({ stack: "production" }))).to.include("there is no stack production");
    expect(await failure(compliance({ yaml: folder }))).to.include("holds no Kubernetes object");
  });
});

describe("a preview as input of the compliance check", () => {
  it("knows what the stack protects, and that its Secrets are encrypted in the state", async () => {
    const { resources } = await readPreview("prod", { ...readStackConfig("prod"), ...realImage });
    const secrets = resources.filter(({ object }) => object.kind === "Secret");
    expect(secrets).to.have.length.greaterThan(4);
    for (const { object, encrypted } of secrets) expect(encrypted, objectId(object)).to.equal(true);
    const namespace = resources.find(({ object }) => object.kind === "Namespace");
    expect(namespace?.protect).to.equal(true);
    expect(namespace).not.to.have.property("encrypted");
    const local = await readPreview("local", readStackConfig("local"));
    expect(local.resources.find(({ object }) => object.kind === "Namespace")?.protect).to.equal(false);
  });

  it("has each object complete, at the stack's file", async () => {
    const { resources } = await readPreview("local", readStackConfig("local"));
    const redis = resources.find(({ object }) => objectId(object) === "Deployment/orchestrix-pilot/redis");
    expect(redis?.object).to.include({ apiVersion: "apps/v1", kind: "Deployment" });
    expect(redis?.location).to.deep.equal({ file: "Pulumi.local.yaml", line: 1 });
  });
});
