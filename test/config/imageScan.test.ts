import { expect } from "chai";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serverPath } from "./realServers";
import { type Finished, StartedScript, Volumes } from "./startedScript";

const source = join(__dirname, "../../components/scanning/scripts/scan-images.sh");

/**
 * Trivy cannot be had from a package registry: this stands in for it, and answers as its documentation says. It ends
 * with --exit-code where it has findings and with 1 where it fails, and writes the report to --output.
 */
const standIn = `#!/bin/sh
echo "$*" >>"$CALLS"
output= code=0
while [ $# -gt 1 ]; do
  case $1 in
    --output) output=$2 ;;
    --exit-code) code=$2 ;;
  esac
  shift
done
case $1 in
  --download-db-only) [ ! -e "$DATABASE_DOWN" ] ;;
  *vulnerable*)
    printf '{\\n "Results": [{ "Vulnerabilities": [\\n  {"VulnerabilityID": "CVE-1"},\\n  {"VulnerabilityID": "CVE-2"}]}]\\n}\\n' >"$output"
    exit "$code" ;;
  *unreachable*) echo '{ "half": ' >"$output"; exit 1 ;;
  *silent*) ;;
  *) echo '{ "Results": [] }' >"$output" ;;
esac
`;

const image = (name: string) => `registry.example/${name}:1.0@sha256:${"a".repeat(64)}`;

describe("the script that scans images", () => {
  let volumes: Volumes;
  let data: string;
  let config: string;
  let run: string;
  let environment: Record<string, string>;

  beforeEach(() => {
    volumes = new Volumes();
    data = volumes.add("data");
    config = volumes.add("config");
    run = volumes.add("run");
    copyFileSync(source, join(config, "scan-images.sh"));
    mkdirSync(join(config, "bin"));
    writeFileSync(join(config, "bin/trivy"), standIn, { mode: 0o755 });
    environment = {
      PATH: `${join(config, "bin")}:${serverPath()}`,
      SCAN_SEVERITIES: "HIGH,CRITICAL",
      SCAN_IMAGES: join(config, "images.txt"),
      SCAN_DATA_DIR: data,
      SCAN_MESSAGE_FILE: join(run, "message"),
      TMPDIR: run,
      CALLS: join(run, "calls"),
      DATABASE_DOWN: join(config, "database-down"),
    };
  });

  afterEach(() => {
    volumes.remove();
  });

  function scan(images: readonly string[], changes: Record<string, string> = {}): Promise<Finished> {
    writeFileSync(join(config, "images.txt"), images.map((each) => `${image(each)}\n`).join(""));
    return new StartedScript(["sh", join(config, "scan-images.sh")], { ...environment, ...changes }).finished();
  }

  const message = () => readFileSync(join(run, "message"), "utf8");
  const summary = () => readFileSync(join(data, "summary.txt"), "utf8");
  const reports = () => readdirSync(join(data, "reports")).map((name) => /example_(\w+)_1/.exec(name)?.[1]);

  it("ends with 0 where no image has a finding, and says so in the volume and to the kubelet", async () => {
    const { code, output } = await scan(["one", "two"]);
    expect(code, output).to.equal(0);
    expect(message()).to.match(
      /^images=2 findings=0 errors=0 severities=HIGH,CRITICAL finished=\d{4}-\d\d-\d\dT[\d:]+Z\n$/,
    );
    expect(summary()).to.equal(message());
    expect(output).to.include("images=2");
    expect(reports()).to.have.members(["one", "two"]);
  });

  it("ends with 1 where an image has findings, after the scan of all, and counts them by image", async () => {
    const { code } = await scan(["vulnerable", "clean"]);
    expect(code).to.equal(1);
    expect(message()).to.match(/^images=2 findings=2 errors=0 /);
    expect(message())
      .to.include(`\nfindings 2 ${image("vulnerable")}\n`)
      .and.not.include(image("clean"));
    expect(reports()).to.have.members(["vulnerable", "clean"]);
  });

  it("ends with 2 where an image could not be scanned, although another has findings", async () => {
    const { code } = await scan(["unreachable", "vulnerable"]);
    expect(code).to.equal(2);
    expect(message()).to.match(/^images=2 findings=2 errors=1 /);
    expect(message())
      .to.include(`\nerror ${image("unreachable")}\n`)
      .and.include(`\nfindings 2 ${image("vulnerable")}\n`);
  });

  it("takes a scan without a report for no scan", async () => {
    expect((await scan(["silent"])).code).to.equal(2);
    expect(message()).to.include(`error ${image("silent")}`);
    expect(reports()).to.deep.equal([]);
  });

  it("ends with 2 where the database could not be updated, and scans with the old one", async () => {
    writeFileSync(join(config, "database-down"), "");
    const { code } = await scan(["one"]);
    expect(code).to.equal(2);
    expect(message()).to.include("\nerror vulnerability database\n");
    expect(reports()).to.deep.equal(["one"]);
  });

  it("keeps the last whole report of an image that cannot be scanned now, and none of an image that is gone", async () => {
    await scan(["one", "two"]);
    const [kept] = readdirSync(join(data, "reports")).filter((name) => name.includes("one"));
    const before = readFileSync(join(data, "reports", kept), "utf8");
    writeFileSync(join(config, "bin/trivy"), standIn.replace("*unreachable*", "*one*"), { mode: 0o755 });
    expect((await scan(["one"])).code).to.equal(2);
    expect(readdirSync(join(data, "reports"))).to.deep.equal([kept]);
    expect(readFileSync(join(data, "reports", kept), "utf8")).to.equal(before);
  });

  it("asks for the severities that it is told, of images in registries, with its cache in the volume", async () => {
    await scan(["one"], { SCAN_SEVERITIES: "CRITICAL" });
    const [update, ...scans] = readFileSync(join(run, "calls"), "utf8").trim().split("\n");
    expect(update)
      .to.include(`--cache-dir ${data}/cache`)
      .and.match(/ image .*--download-db-only$/);
    expect(scans).to.have.length(1);
    expect(scans[0])
      .to.include(`--cache-dir ${data}/cache`)
      .and.include("--severity CRITICAL")
      .and.include("--image-src remote")
      .and.include("--disable-telemetry")
      .and.match(new RegExp(` ${image("one")}$`));
  });

  it("logs in with the credentials that it is given, and refuses to start without them", async () => {
    const login = join(config, ".dockerconfigjson");
    const show = standIn.replace('echo "$*"', 'cat "$DOCKER_CONFIG/config.json"');
    writeFileSync(join(config, "bin/trivy"), show, { mode: 0o755 });
    expect((await scan(["one"], { SCAN_CREDENTIALS: login })).code).to.equal(2);
    expect(message()).to.match(/\.dockerconfigjson is missing: the image pull Secret must have/);
    expect(existsSync(join(run, "calls"))).to.equal(false);

    writeFileSync(login, '{ "auths": {} }\n');
    const { code, output } = await scan(["one"], { SCAN_CREDENTIALS: login });
    expect(code, output).to.equal(0);
    expect(readFileSync(join(run, "calls"), "utf8")).to.match(/^{ "auths": {} }$/m);
    expect(output + message()).not.to.include("auths");
  });

  it("takes no images and no severities for a mistake, not for a clean result", async () => {
    expect((await scan([])).code).to.equal(2);
    expect(message()).to.match(/images\.txt is empty/);
    expect((await scan(["one"], { SCAN_IMAGES: "/nowhere" })).code).to.equal(2);
    expect(message()).to.match(/\/nowhere is missing/);
    expect((await scan(["one"], { SCAN_SEVERITIES: "" })).code).to.equal(2);
    expect(message()).to.match(/SCAN_SEVERITIES is empty/);
    expect(existsSync(join(run, "calls"))).to.equal(false);
  });

  it("keeps what it tells the kubelet within what a kubelet takes", async () => {
    const { code } = await scan(Array.from({ length: 60 }, (_, index) => `vulnerable${index}`));
    expect(code).to.equal(1);
    expect(Buffer.byteLength(message())).to.be.at.most(4096);
    expect(message()).to.match(/^images=60 findings=120 errors=0 /);
    expect(summary().split("\n")).to.have.length(62);
  });

  it("ends with 2, not as if it had findings, where the volume cannot be written to", async () => {
    const { code, output } = await scan(["one"], { SCAN_DATA_DIR: "/proc/image-scan" });
    expect(code).to.equal(2);
    expect(output).to.match(/cannot be made: the volume must be writable/);
    mkdirSync(join(data, "summary.txt.new"));
    expect((await scan(["one"])).code).to.equal(2);
  });
});
