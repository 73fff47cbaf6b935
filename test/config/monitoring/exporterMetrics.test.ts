import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { blackboxExporter } from "../../../components/monitoring/metrics/blackboxExporter";
import { type Exposed, seriesOf } from "../../../components/monitoring/metrics/exposed";
import { postgresExporter } from "../../../components/monitoring/metrics/postgresExporter";
import { redisExporter } from "../../../components/monitoring/metrics/redisExporter";
import { requireServers } from "../realServers";
import { Volumes } from "../startedScript";
import { DatastorePods } from "./datastorePods";
import { Loopback } from "./loopback";
import { prometheus } from "./shippedMonitoring";

describe("the metrics of the exporters", function () {
  this.timeout(60_000);
  const volumes = new Volumes();
  const folder = volumes.add("website");
  let pods: DatastorePods;
  let website: Server;
  const remove: (() => unknown)[] = [
    () => {
      volumes.remove();
    },
  ];
  before(async function () {
    requireServers(this, "redis", "postgresql", "exporters");
    website = await secureWebsite(folder);
    remove.unshift(() => website.close());
    // Go's programs trust whom this file names.
    pods = new DatastorePods(await Loopback.of(prometheus.topology), { SSL_CERT_FILE: join(folder, "certificate") });
    remove.unshift(() => pods.remove());
    await pods.start();
  });
  after(async () => {
    for (const each of remove) await each();
  });

  it("are those of the pods, given the arguments that Debian's versions know", () => {
    const { redis, postgres, blackbox } = pods.exporters;
    // 1.83 brought the first, 0.14 and 0.13 the others.
    expect(redis.unknownArguments).to.deep.equal(["--disable-scrape-endpoint"]);
    expect(postgres.unknownArguments).to.deep.equal([
      "--collector.long_running_transactions",
      "--collector.postmaster",
    ]);
    expect(blackbox.unknownArguments).to.deep.equal([]);
  });

  it("of Redis are those that are listed", async () => {
    await pods.redis.cli("SET", "experience", "kept for a day", "EX", "86400");
    await pods.redis.cli("EVAL", slowScript, "0");
    const series = await seriesAt(`${pods.exporters.redis.url}/metrics`);
    expect(missing(redisExporter, series)).to.deep.equal([]);
    expect(labelsOf(series, "redis_commands_total")).to.deep.equal(["cmd"]);
    expect(labelsOf(series, "redis_db_keys")).to.deep.equal(["db"]);
    expect(labelsOf(series, "redis_memory_used_bytes")).to.deep.equal([]);
  });

  it("of PostgreSQL are those that are listed, but for what came after Debian's version", async () => {
    const series = await seriesAt(`${pods.exporters.postgres.url}/metrics`);
    expect(missing(postgresExporter, series)).to.have.members([
      // Since 0.13.
      "pg_postmaster_start_time_seconds",
      "pg_replication_is_replica",
      "pg_replication_lag_seconds",
      // Since 0.14.
      "pg_wal_segments",
      "pg_wal_size_bytes",
      // Since 0.16.
      "pg_database_connection_limit",
      "pg_roles_connection_limit",
      "pg_stat_database_active_time_seconds_total",
    ]);
    expect(labelsOf(series, "pg_stat_activity_count")).to.include.members(["datname", "state"]);
    expect(labelsOf(series, "pg_stat_activity_max_tx_duration")).to.include.members(["datname", "state"]);
    expect(labelsOf(series, "pg_stat_database_deadlocks")).to.include("datname");
    expect(labelsOf(series, "pg_locks_count")).to.include.members(["datname", "mode"]);
    expect(labelsOf(series, "pg_database_size_bytes")).to.include("datname");
  });

  it("of probes are those that are listed, and those of TLS where there is TLS", async () => {
    const { port } = website.address() as AddressInfo;
    const target = `https://127.0.0.1:${port}/health`;
    const series = await seriesAt(`${pods.exporters.blackbox.url}/probe?module=http&target=${target}`);
    expect(series).to.include("probe_success 1");
    // Debian's version does not have it yet.
    expect(missing(blackboxExporter, series)).to.deep.equal(["probe_tls_cipher_info"]);
  });
});

/** Takes longer than the threshold from which Redis remembers what was slow. */
const slowScript = `
  local now = function() local time = redis.call("TIME") return time[1] * 1000000 + time[2] end
  local start = now()
  while now() - start < 150000 do end`;

/** A website with a certificate of its own, in the file `certificate`. */
async function secureWebsite(folder: string): Promise<Server> {
  const [key, certificate] = ["key", "certificate"].map((name) => join(folder, name));
  const request = [
    "req",
    "-x509",
    "-nodes",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-days",
    "30",
  ];
  const named = ["-subj", "/CN=website", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync("openssl", [...request, ...named, "-keyout", key, "-out", certificate], { stdio: "pipe" });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) => {
    response.setHeader("last-modified", new Date().toUTCString()).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

/** The lines with values, in Prometheus's text format. */
async function seriesAt(url: string): Promise<string[]> {
  const text = await (await fetch(url)).text();
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

/** What is listed but not among these lines. A summary has no buckets, and a histogram no series of its own name. */
function missing(exposed: Exposed, series: readonly string[]): string[] {
  const names = new Set(series.map((line) => /^[a-zA-Z_:][\w:]*/.exec(line)?.[0]));
  const parts = exposed.histograms ? seriesOf({ ...exposed, names: "" }) : [];
  const single = seriesOf({ ...exposed, histograms: "" }).filter((name) => !names.has(name));
  return [...single, ...parts.filter((name) => /_(sum|count)$/.test(name) && !names.has(name))];
}

/** Names of the labels of a metric. */
function labelsOf(series: readonly string[], name: string): string[] {
  const line = series.find((each) => each.startsWith(`${name}{`) || each.startsWith(`${name} `));
  if (line === undefined) throw new Error(`there is no ${name}`);
  return [...line.matchAll(/(\w+)="/g)].map(([, label]) => label);
}
