import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseBytes } from "../../../components/workload/quantity";
import type { RuleGroup } from "../../../components/monitoring/alert";
import { configText } from "../../../components/monitoring/configText";
import { type PrometheusArgs, prometheusWorkload } from "../../../components/monitoring/prometheus";
import { configFolder, prometheusConfig, rulesFile } from "../../../components/monitoring/prometheusConfig";
import { ensurePrometheus } from "../../node/images/prometheus";
import { StartedScript, Volumes } from "../startedScript";
import { compressed, compressedGroups } from "./compressedTime";
import type { Loopback } from "./loopback";
import { until } from "./until";

/** Prometheus's own defaults, which the pod leaves as they are: compressed as well. */
const defaults = { "query.lookback-delta": "5m", "rules.alert.resend-delay": "1m" };

/** A real Prometheus with the shipped arguments, configuration and rules, in compressed time and on loopback. */
export class PrometheusServer {
  private readonly volumes = new Volumes();
  private server: StartedScript | undefined;
  private readonly url: string;

  constructor(
    private readonly args: PrometheusArgs,
    private readonly loopback: Loopback,
  ) {
    this.url = `http://127.0.0.1:${loopback.port("prometheus", 9090)}`;
  }

  /**
   * Starts it, and gives it the rules when everything is scraped: it looks for its targets only after five seconds,
   * which here are minutes.
   */
  async start(): Promise<void> {
    const { prometheus } = await ensurePrometheus(console.log);
    const [config, data, bin] = ["config", "data", "bin"].map((name) => this.volumes.add(name));
    const program = join(bin, "prometheus");
    copyFileSync(prometheus, program);
    const rules = (groups: readonly RuleGroup[]) => {
      writeFileSync(join(config, rulesFile), configText({ groups }));
    };
    rules([]);
    writeFileSync(join(config, "prometheus.yml"), configText(this.config()));
    const shipped = (prometheusWorkload(this.args).args ?? []).map((argument) =>
      argument
        .replace(configFolder, config)
        .replace(/(?<=^--storage\.tsdb\.path=).*/, data)
        .replace(/(?<=^--config\.auto-reload-interval=).*/, "1s"),
    );
    const shorter = Object.entries(defaults).map(([name, duration]) => `--${name}=${compressed(duration)}`);
    this.server = new StartedScript(
      [program, ...shipped, ...shorter, `--web.listen-address=${this.url.slice("http://".length)}`],
      {},
    );
    const log = () => this.server?.output ?? "";
    await until("Prometheus scraped everything", () => this.isWatching().catch(() => false), log);
    const groups = compressedGroups(this.args.ruleGroups as readonly RuleGroup[]);
    rules(groups);
    const loaded = async () => (await this.api<{ groups: unknown[] }>("rules")).groups.length === groups.length;
    await until("Prometheus loaded the rules", loaded, log);
  }

  /** The alerts that fire, or fired before, by name and service. */
  async everFired(): Promise<string[]> {
    const query = 'group by (alertname, service) (last_over_time(ALERTS{alertstate="firing"}[1h]))';
    const { result } = await this.api<{ result: { metric: Record<string, string> }[] }>(
      `query?query=${encodeURIComponent(query)}`,
    );
    return result.map(({ metric }) => [metric.alertname, metric.service].filter(Boolean).join(" of "));
  }

  async remove(): Promise<void> {
    await this.server?.kill();
    this.volumes.remove();
  }

  /** The shipped configuration. Whom DNS would find is where the loopback has it. */
  private config(): { scrape_configs: unknown[] } {
    const { namespace, storage } = this.args;
    const shipped = prometheusConfig({ ...this.args, retentionBytes: parseBytes(storage) ?? NaN }) as any;
    const { scrape_interval: interval, evaluation_interval: evaluation, ...global } = shipped.global;
    const content = {
      ...shipped,
      global: {
        ...global,
        scrape_interval: compressed(interval),
        evaluation_interval: compressed(evaluation),
        // A busy machine may need the whole interval to answer.
        scrape_timeout: compressed(interval),
      },
      scrape_configs: shipped.scrape_configs.map((job: any) => withoutDiscovery(job, namespace)),
    };
    return JSON.parse(this.loopback.rewritten(JSON.stringify(content).replaceAll("localhost:", "prometheus:")));
  }

  /** Whether every job has targets, all are up, and Alertmanager is known. */
  private async isWatching(): Promise<boolean> {
    const { activeTargets } = await this.api<{ activeTargets: { scrapePool: string; health: string }[] }>("targets");
    const { activeAlertmanagers } = await this.api<{ activeAlertmanagers: unknown[] }>("alertmanagers");
    const up = activeTargets.filter(({ health }) => health === "up");
    return (
      up.length === activeTargets.length &&
      new Set(up.map(({ scrapePool }) => scrapePool)).size === this.config().scrape_configs.length &&
      activeAlertmanagers.length > 0
    );
  }

  private async api<Data>(path: string): Promise<Data> {
    const response = await fetch(`${this.url}/api/v1/${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { data: Data }).data;
  }
}

/** A job with the application in place of its pods, which the cluster's DNS would name. */
function withoutDiscovery({ dns_sd_configs: discovered, ...job }: any, namespace: string): object {
  if (discovered === undefined) return job;
  const targets = discovered.map(({ names: [name], port }: { names: string[]; port: number }) => {
    const match = new RegExp(`^(.+)-pods\\.${namespace}\\.svc\\.cluster\\.local\\.$`).exec(name);
    if (match === null) throw new Error(`${name} is no name of an application's pods`);
    return `${match[1]}:${port}`;
  });
  return { ...job, static_configs: [{ targets }] };
}
