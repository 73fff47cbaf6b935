import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { configText } from "../../components/monitoring/configText";
import { compressed } from "./monitoring/compressedTime";
import { serverPath } from "./realServers";
import { freePort } from "./startedScript";

/** A notification that arrived. */
export interface Notification {
  readonly receiver: string;
  readonly status: string;
  readonly alert: string;
  readonly severity: string;
  readonly service: string;
  /** Minutes, as the configuration counts them, since the server was ready. */
  readonly at: number;
}

/**
 * A real Alertmanager with the shipped routes, inhibitions and intervals, in compressed time. Its receivers are webhooks
 * of this process, since nobody is to be told.
 */
export class AlertmanagerServer {
  readonly notifications: Notification[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
  private readonly webhook = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const at = (Date.now() - this.ready) / this.minute;
      const { alerts } = JSON.parse(body) as { alerts: { status: string; labels: Record<string, string> }[] };
      for (const { status, labels } of alerts) {
        this.notifications.push({
          receiver: (request.url ?? "").slice(1),
          status,
          alert: labels.alertname,
          severity: labels.severity,
          service: labels.service,
          at,
        });
      }
      response.end();
    });
  });
  private server?: ChildProcess;
  private address = "";
  private ready = 0;

  /** @param minute Milliseconds that stand for a minute of the configuration. */
  constructor(private readonly minute = 200) {}

  /** @param port Where it listens on loopback. Default: any free port. */
  async start(config: any, port?: number): Promise<void> {
    this.webhook.listen(0, "127.0.0.1");
    await once(this.webhook, "listening");
    const webhook = (this.webhook.address() as AddressInfo).port;
    const receivers = config.receivers.map(({ name }: { name: string }) => ({
      name,
      webhook_configs: [{ url: `http://127.0.0.1:${webhook}/${name}` }],
    }));
    const file = join(this.folder, "alertmanager.yml");
    writeFileSync(
      file,
      configText({
        ...config,
        receivers,
        templates: [],
        global: {},
        route: compressedRoute(config.route, this.minute),
      }),
    );
    this.address = `127.0.0.1:${port ?? (await freePort())}`;
    const server = spawn(
      "prometheus-alertmanager",
      [
        `--config.file=${file}`,
        `--storage.path=${this.folder}`,
        `--web.listen-address=${this.address}`,
        "--cluster.listen-address=",
      ],
      { env: { PATH: serverPath() }, stdio: ["ignore", "ignore", "pipe"] },
    );
    this.server = server;
    let log = "";
    server.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const isReady = () =>
      fetch(`http://${this.address}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      if (server.exitCode !== null) throw new Error(`Alertmanager did not start:\n${log}`);
      await pause(50);
    }
    this.ready = Date.now();
  }

  /** Reports alerts as Prometheus does, which began now, or have ended. */
  async report(labels: readonly Record<string, string>[], ended = false): Promise<void> {
    const now = new Date();
    const alerts = labels.map((each) => ({
      labels: each,
      ...(ended ? { endsAt: now } : { startsAt: now, endsAt: new Date(Date.now() + 600_000) }),
    }));
    await this.post("alerts", alerts);
  }

  /** Silences an alert, as a person does who takes it on. */
  async silence(alertname: string): Promise<void> {
    const matchers = [{ name: "alertname", value: alertname, isRegex: false, isEqual: true }];
    const period = { startsAt: new Date(), endsAt: new Date(Date.now() + 600_000) };
    await this.post("silences", { matchers, ...period, createdBy: "test", comment: "taken on" });
  }

  /** Names and services of the alerts that keep quiet because of others. */
  async inhibited(): Promise<string[]> {
    const response = await fetch(`http://${this.address}/api/v2/alerts`);
    const alerts = (await response.json()) as { labels: Record<string, string>; status: { inhibitedBy: string[] } }[];
    return alerts
      .filter(({ status }) => status.inhibitedBy.length > 0)
      .map(({ labels }) => `${labels.alertname} of ${labels.service}`);
  }

  /** Lets minutes of the configuration pass, counted from when the server was ready. */
  async waitUntil(minutes: number): Promise<void> {
    await pause(Math.max(0, this.ready + minutes * this.minute - Date.now()));
  }

  /** Who was told of an alert that fires, in the order of the first time. */
  told(alert: string): string[] {
    const firing = this.notifications.filter((each) => each.alert === alert && each.status === "firing");
    return [...new Set(firing.map(({ receiver }) => receiver))];
  }

  /** Minute at which somebody was first told of an alert. */
  firstTold(alert: string, receiver: string): number {
    return this.notifications.find((each) => each.alert === alert && each.receiver === receiver)?.at ?? NaN;
  }

  async stop(): Promise<void> {
    if (this.server?.exitCode === null) {
      this.server.kill();
      await once(this.server, "exit");
    }
    this.webhook.closeAllConnections();
    this.webhook.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async post(path: string, body: unknown): Promise<void> {
    const headers = { "content-type": "application/json" };
    const url = `http://${this.address}/api/v2/${path}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}

/** A route with its durations compressed. */
function compressedRoute(route: any, minute: number): any {
  const times = ["group_wait", "group_interval", "repeat_interval"]
    .filter((time) => time in route)
    .map((time) => [time, compressed(route[time], minute)]);
  return {
    ...route,
    ...Object.fromEntries(times),
    ...(route.routes ? { routes: route.routes.map((child: any) => compressedRoute(child, minute)) } : {}),
  };
}
