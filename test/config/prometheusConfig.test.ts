import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { alertRules } from "../../components/monitoring/alerts";
import { configText } from "../../components/monitoring/configText";
import { dashboards } from "../../components/monitoring/dashboards";
import { alertArgs } from "../../components/monitoring/monitoringArguments";
import { rulesFile } from "../../components/monitoring/prometheusConfig";
import { ensurePrometheus } from "../node/images/prometheus";
import { everything, namespace, namespaceOnly, recordServers } from "../unit/monitoring/watched";
import { find } from "../unit/recording";
import { PrometheusPod, stopped, until } from "./prometheusPod";

describe("the configuration of Prometheus", () => {
  let tools: { prometheus: string; promtool: string };
  const pods: Record<string, PrometheusPod> = {};
  before(async function () {
    this.timeout(1_800_000);
    tools = await ensurePrometheus(console.log);
    pods.everything = new PrometheusPod(await recordServers(everything));
    pods.namespaceOnly = new PrometheusPod(await recordServers(namespaceOnly));
  });
  after(() => {
    for (const pod of Object.values(pods)) pod.remove();
  });

  const promtool = (...args: string[]) => spawnSync(tools.promtool, args, { encoding: "utf8" });

  it("is accepted by Prometheus's own checker, without a remark", () => {
    for (const [watched, { config }] of Object.entries(pods)) {
      const { status, stdout, stderr } = promtool("check", "config", "--lint=all", "--lint-fatal", config);
      expect(status, watched + stdout + stderr).to.equal(0);
      expect(stdout).to.match(/[1-9]\d* rules found/);
    }
  });

  it("has every job that an alert or a dashboard asks for", () => {
    const scope = alertArgs(everything, namespace);
    const asking =
      JSON.stringify(alertRules(scope).groups) +
      dashboards(scope)
        .map(({ json }) => json)
        .join("");
    const asked = [...asking.matchAll(/\bjob=~?\\+"([^"\\]*)/g)].flatMap(([, jobs]) => jobs.split("|"));
    const { scrape_configs: jobs } = parse(readFileSync(pods.everything.config, "utf8"));
    expect(jobs.map(({ job_name }: any) => job_name)).to.include.members(asked);
    expect(asked).to.include.members(["jaeger", "grafana", "kube-state-metrics", "apiserver", "cadvisor"]);
  });

  it("keeps of the API server what the alerts ask of it", () => {
    const { scrape_configs: jobs } = parse(readFileSync(pods.everything.config, "utf8"));
    const { metric_relabel_configs: relabelings } = jobs.find(({ job_name }: any) => job_name === "apiserver");
    const [{ source_labels, action, regex }] = relabelings;
    expect([source_labels, action]).to.deep.equal([["__name__"], "keep"]);
    const rules = JSON.stringify(alertRules(alertArgs(everything, namespace)).groups);
    const asked = [...rules.matchAll(/\bapiserver_\w+(?=\{)/g)].map(([name]) => name);
    expect(asked).to.include("apiserver_encryption_config_controller_last_config_info");
    for (const name of asked) expect(name).to.match(new RegExp(`^(?:${regex})$`));
  });

  it("probes the health of the services and of Weaviate by HTTP, and the other stores by TCP", () => {
    const { stdout } = promtool("check", "service-discovery", "--timeout=1s", pods.everything.config, "blackbox");
    const probes = (JSON.parse(stdout) as { labels: Record<string, string> }[]).map(({ labels }) => labels);
    const prober = "blackbox-exporter.orchestrix-pilot.svc:9115";
    for (const probe of probes) {
      expect(probe).to.include({ __address__: prober, __metrics_path__: "/probe", job: "blackbox" });
      expect(probe.instance).to.equal(probe.__param_target);
    }
    expect(probes.map((probe) => [probe.service, probe.__param_module, probe.__param_target])).to.have.deep.members([
      ["episodic-memory", "http", "http://episodic-memory:8081/health"],
      ["reputation-service", "http", "http://reputation-service:8090/health"],
      ["weaviate", "http", "http://weaviate:8080/v1/.well-known/ready"],
      ["redis", "tcp", "redis:6379"],
      ["postgres", "tcp", "postgres:5432"],
    ]);
  });

  it("asks the API only where that is allowed, and keeps nothing of other namespaces", async () => {
    const jobs = async (watch: typeof everything) =>
      parse(find(await recordServers(watch), "ConfigMap", "prometheus-config").inputs.data["prometheus.yml"])
        .scrape_configs as any[];
    const some = await jobs(namespaceOnly);
    expect(JSON.stringify(some)).not.to.match(/kubernetes_sd|authorization|kubernetes\.default/);
    expect(some.map(({ job_name }) => job_name))
      .to.include("blackbox")
      .and.not.include("episodic-memory");

    const all = await jobs(everything);
    expect(all.filter(({ authorization }) => authorization).map(({ job_name }) => job_name)).to.deep.equal([
      "apiserver",
      "kubelet",
      "cadvisor",
    ]);
    const keeps = (job: string, value: string) => {
      const [{ action, regex }] = all.find(({ job_name }) => job_name === job).metric_relabel_configs;
      return action === "keep" && new RegExp(`^(?:${regex})$`).test(value);
    };
    expect([keeps("cadvisor", "orchestrix-pilot"), keeps("cadvisor", "kube-system"), keeps("cadvisor", "")]).to.eql([
      true,
      false,
      false,
    ]);
    expect([keeps("kubelet", "orchestrix-pilot"), keeps("kubelet", "kube-system"), keeps("kubelet", "")]).to.eql([
      true,
      false,
      true,
    ]);
    expect(keeps("apiserver", "apiserver_audit_event_total")).to.equal(true);
    expect(keeps("apiserver", "apiserver_encryption_config_controller_last_config_info")).to.equal(true);
    expect(keeps("apiserver", "apiserver_request_duration_seconds_bucket")).to.equal(false);
  });

  it("is loaded anew when it changes, by the same process, and a broken one is not", async function () {
    this.timeout(60_000);
    const { folder } = pods.namespaceOnly;
    const { server, port } = await pods.namespaceOnly.start(tools.prometheus, ["--config.auto-reload-interval=1s"]);
    const rules = (alert: string, expr: string) => {
      const text = configText({ groups: [{ name: "test", interval: "1s", rules: [{ alert, expr }] }] });
      writeFileSync(join(folder, rulesFile), text);
    };
    const metric = async (name: string) => {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
      return Number(new RegExp(`^${name} (\\S+)$`, "m").exec((await response?.text()) ?? "")?.[1]);
    };
    const alerts = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/rules`);
      return JSON.stringify(await response.json());
    };
    try {
      await until(async () => (await metric("prometheus_config_last_reload_successful")) === 1);
      const started = await metric("process_start_time_seconds");
      rules("Added", "vector(1)");
      await until(async () => (await alerts()).includes('"Added"'));
      rules("Broken", "sum(");
      await until(async () => (await metric("prometheus_config_last_reload_successful")) === 0);
      expect(await alerts())
        .to.include('"Added"')
        .and.not.include('"Broken"');
      rules("Mended", "vector(1)");
      await until(async () => (await metric("prometheus_config_last_reload_successful")) === 1);
      expect(await alerts()).to.include('"Mended"');
      expect(await metric("process_start_time_seconds")).to.equal(started);
    } finally {
      await stopped(server);
    }
  });
});
