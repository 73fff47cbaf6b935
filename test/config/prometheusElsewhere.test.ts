import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { ExternalPrometheus } from "../../components/monitoring/externalPrometheus";
import { ensurePrometheus } from "../node/images/prometheus";
import { given } from "../unit/monitoring/operated";
import { namespaceOnly, recordServers } from "../unit/monitoring/watched";
import { find, record } from "../unit/recording";
import { PrometheusPod, stopped, until } from "./prometheusPod";

/** What a server elsewhere was sent. */
interface Received {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

describe("Prometheus and what is elsewhere", () => {
  let tools: { prometheus: string; promtool: string };
  let elsewhere: Server;
  let address = "";
  let received: Received[] = [];

  before(async function () {
    this.timeout(1_800_000);
    tools = await ensurePrometheus(console.log);
    elsewhere = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        received.push({ path: request.url ?? "", authorization: request.headers.authorization, body });
        response.end();
      });
    }).listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    address = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  after(() => {
    elsewhere.closeAllConnections();
    elsewhere.close();
  });
  beforeEach(() => {
    received = [];
  });

  /** What is sent to that path first by a Prometheus of these settings, whose Secret has these files. */
  async function sent(path: string, changes: object, secret: Record<string, string> = {}): Promise<Received> {
    const pod = new PrometheusPod(await recordServers({ ...namespaceOnly, ...changes }), secret);
    const { server } = await pod.start(tools.prometheus);
    try {
      const isIt = (each: Received) => each.path === path;
      await until(() => received.some(isIt));
      return received.find(isIt) as Received;
    } finally {
      await stopped(server);
      pod.remove();
    }
  }

  const writing = (path: string) => ({ "prometheus.remoteWriteUrl": `http://${address}${path}` });
  const withSecret = { "prometheus.secret": "prometheus-remote-write" };

  it("sends samples to a server that asks for nothing", async function () {
    this.timeout(60_000);
    expect((await sent("/open", writing("/open"))).authorization).to.equal(undefined);
  });

  it("sends samples with the token of the Secret", async function () {
    this.timeout(60_000);
    const settings = { ...writing("/token"), ...withSecret };
    const { authorization } = await sent("/token", settings, { "remote-write-token": "a-token" });
    expect(authorization).to.equal("Bearer a-token");
  });

  it("sends samples with the user of the settings and the password of the Secret", async function () {
    this.timeout(60_000);
    const settings = { ...writing("/user"), ...withSecret, "prometheus.remoteWriteUser": "engine" };
    const { authorization } = await sent("/user", settings, { "remote-write-password": "a-password" });
    expect(authorization).to.equal(`Basic ${Buffer.from("engine:a-password").toString("base64")}`);
  });

  it("works before that Secret is there", async () => {
    const registrations = await recordServers({ ...namespaceOnly, ...writing("/"), ...withSecret });
    const { volumes } = find(registrations, "Deployment", "prometheus").inputs.spec.template.spec;
    expect(volumes.filter(({ secret }: any) => secret).map(({ secret }: any) => secret)).to.deep.equal([
      { secretName: "prometheus-remote-write", defaultMode: 0o440, optional: true },
    ]);
  });

  it("tells an Alertmanager elsewhere, with the namespace", async function () {
    this.timeout(60_000);
    const settings = { "monitoring.alertmanager": "external", "monitoring.alertmanagerAddress": address };
    const { body } = await sent("/api/v2/alerts", settings);
    const { labels } = (JSON.parse(body) as { labels: object }[])[0];
    expect(labels).to.include({ namespace: "orchestrix-pilot" });
  });

  it("tells nobody where there is no Alertmanager", async () => {
    const pod = new PrometheusPod(await recordServers({ ...namespaceOnly, "monitoring.alertmanager": "none" }));
    const { status, stdout, stderr } = spawnSync(tools.promtool, ["check", "config", pod.config], { encoding: "utf8" });
    pod.remove();
    expect(status, stdout + stderr).to.equal(0);
  });

  it("takes the jobs and rules of several namespaces where it is of none of them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "elsewhere-"));
    for (const namespace of ["one", "another"]) {
      const registrations = await record(() => new ExternalPrometheus("external", { ...given, namespace }));
      const { data } = find(registrations, "ConfigMap", "prometheus-files").inputs;
      for (const [name, text] of Object.entries(data as Record<string, string>)) {
        writeFileSync(join(folder, `${namespace}.${name}`), text);
      }
    }
    const config = join(folder, "prometheus.yml");
    writeFileSync(config, stringify({ scrape_config_files: ["*.scrapes.yml"], rule_files: ["*.rules.yml"] }));
    const { status, stdout, stderr } = spawnSync(tools.promtool, ["check", "config", config], { encoding: "utf8" });
    const probes = spawnSync(tools.promtool, ["check", "service-discovery", "--timeout=1s", config, "one/blackbox"], {
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true });
    expect(status, stdout + stderr).to.equal(0);
    const [{ labels }] = JSON.parse(probes.stdout) as { labels: object }[];
    expect(labels).to.include({ job: "blackbox", namespace: "one", __address__: "blackbox-exporter.one.svc:9115" });
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
