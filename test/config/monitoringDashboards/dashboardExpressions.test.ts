import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { subjects } from "../../../components/monitoring/alerts";
import { exposedSeries } from "../../../components/monitoring/metrics";
import { promtool, type Verdict } from "../alerts/promtool";
import { everything, expressions, namespace, panelOf, queriesOf } from "../../unit/monitoringDashboards/given";

describe("expressions of dashboards", () => {
  const folder = mkdtempSync(join(tmpdir(), "dashboards-"));

  before(async function () {
    // It may have to be built first.
    this.timeout("20m");
    await promtool(["--version"]);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (command: string[], content: object): Promise<Verdict> => {
    const file = join(folder, "given.yml");
    writeFileSync(file, stringify(content));
    return promtool([...command, file]);
  };

  it("are PromQL", async () => {
    const rules = expressions().map(({ where, expression }, index) => ({
      record: `dashboard:expression:${index}`,
      expr: expression,
      labels: { where },
    }));
    const { output, code } = await run(["check", "rules"], { groups: [{ name: "dashboards", rules }] });
    expect(output).to.include(`${rules.length} rules found`);
    expect(code, output).to.equal(0);
  });

  it("ask for nothing that no exporter has and no rule records", () => {
    const links = { runbook: "https://example.com/runbook", grafana: "https://example.com" };
    const recorded = subjects({ ...everything, links }).flatMap(({ recordings }) =>
      recordings.map(({ record }) => record),
    );
    const known = [...exposedSeries, ...recorded];
    for (const { where, expression } of expressions()) {
      const withoutTexts = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');
      const names = [...withoutTexts.matchAll(/([a-zA-Z_:][\w:]*)\{/g)].map(([, name]) => name);
      expect(names, where).not.to.be.empty;
      for (const name of names) expect(known, where).to.include(name);
    }
  });

  /** What the first query of a panel shows after ten minutes of some series. */
  const shows = async (
    uid: string,
    title: string,
    series: Record<string, string>,
    values: Record<string, number>,
  ): Promise<void> => {
    const { output, code } = await run(["test", "rules"], {
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([name, samples]) => ({ series: name, values: samples })),
          promql_expr_test: [
            {
              expr: queriesOf(panelOf(everything, uid, title))[0].expr,
              eval_time: "10m",
              exp_samples: Object.entries(values).map(([labels, value]) => ({ labels, value })),
            },
          ],
        },
      ],
    });
    expect(code, output).to.equal(0);
  };

  it("show how full Redis is, and nothing where it has no maximum", async () => {
    const series = (maximum: number) => ({
      'redis_memory_used_bytes{job="redis-exporter"}': "45x10",
      'redis_memory_max_bytes{job="redis-exporter"}': `${maximum}x10`,
    });
    await shows("redis", "Redis memory of maximum", series(50), { "{}": 0.9 });
    await shows("redis", "Redis memory of maximum", series(0), {});
  });

  it("show how full a volume is, in this namespace only", async () => {
    const volume = (name: string, space: string) =>
      `kubelet_volume_stats_${name}_bytes{namespace="${space}",persistentvolumeclaim="redis-data"}`;
    const series = {
      [volume("available", namespace)]: "25x10",
      [volume("capacity", namespace)]: "100x10",
      [volume("available", "other")]: "99x10",
      [volume("capacity", "other")]: "100x10",
    };
    await shows("redis", "Volume use", series, { '{persistentvolumeclaim="redis-data"}': 0.75 });
  });

  it("show the memory of a container as a share of its limit", async () => {
    const labels = `namespace="${namespace}",pod="redis-1",container="redis"`;
    const series = {
      [`container_memory_working_set_bytes{${labels}}`]: "60x10",
      [`container_spec_memory_limit_bytes{${labels}}`]: "100x10",
    };
    await shows("redis", "Memory of limit", series, {
      [`{container="redis",namespace="${namespace}",pod="redis-1"}`]: 0.6,
    });
  });

  it("show missing replicas of Deployments, and not those of another namespace", async () => {
    const count = (metric: string, space: string) =>
      `kube_deployment_${metric}{namespace="${space}",deployment="episodic-memory"}`;
    const series = {
      [count("spec_replicas", namespace)]: "3x10",
      [count("status_replicas_available", namespace)]: "2x10",
      [count("spec_replicas", "other")]: "9x10",
      [count("status_replicas_available", "other")]: "1x10",
    };
    await shows("kubernetes", "Replicas missing", series, { '{deployment="episodic-memory"}': 1 });
  });

  it("show a quota of which there is some, and none of which there is nothing", async () => {
    const quota = (resource: string, type: string) =>
      `kube_resourcequota{namespace="${namespace}",resource="${resource}",type="${type}"}`;
    const series = {
      [quota("pods", "used")]: "18x10",
      [quota("pods", "hard")]: "20x10",
      [quota("services.nodeports", "used")]: "0x10",
      [quota("services.nodeports", "hard")]: "0x10",
    };
    await shows("kubernetes", "Quota", series, { '{resource="pods"}': 0.9 });
  });

  it("show the age of a backup, and of nothing that is no backup", async () => {
    const success = (cronJob: string) =>
      `kube_cronjob_status_last_successful_time{namespace="${namespace}",cronjob="${cronJob}"}`;
    const series = { [success("backup-redis")]: "60x10", [success("image-scan")]: "60x10" };
    await shows("backups", "Age of the last good backup", series, { '{cronjob="backup-redis"}': 540 });
  });

  it("show the budget left: half of it after half of the failures that are allowed", async () => {
    const series = (status: string) =>
      `http_requests_total{job="episodic-memory",handler="/memory",status="${status}"}`;
    const requests = { [series("2xx")]: "0+19990x10", [series("5xx")]: "0+10x10" };
    await shows("slo", "Error budget left", requests, { "{}": 0.5 });
  });

  it("show all of the budget where nothing has failed yet", async () => {
    const requests = { 'http_requests_total{job="episodic-memory",handler="/memory",status="2xx"}': "0+100x10" };
    await shows("slo", "Error budget left", requests, { "{}": 1 });
  });

  it("show 0 where no alert fires, and leave out the one that always does", async () => {
    const alert = (name: string) => `ALERTS{alertname="${name}",alertstate="firing",severity="P0"}`;
    await shows("system-overview", "Firing alerts", { [alert("Watchdog")]: "1x10" }, { "{}": 0 });
    const firing = { [alert("Watchdog")]: "1x10", [alert("ServiceDown")]: "1x10" };
    await shows("system-overview", "Firing alerts", firing, { "{}": 1 });
  });
});
