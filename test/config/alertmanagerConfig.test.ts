import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { alertmanagerConfig } from "../../components/monitoring/alertmanagerConfig";
import { configText } from "../../components/monitoring/configText";
import { contactPattern, type Contacts } from "../../components/monitoring/contacts";
import { ensureBuilt } from "../../local/toolchain/build";
import { describeProgram } from "../../local/toolchain/program";
import { contacts, everything, notifications, recordServers, watchedTopology } from "../unit/monitoring/watched";
import { find } from "../unit/recording";

const nobody: Contacts = {
  onCall: [],
  seniorEngineer: [],
  engineeringManager: [],
  vpEngineering: [],
  team: [],
  watchdog: [],
};

const configOf = (told: Contacts, changes: object = {}) =>
  alertmanagerConfig({ ...notifications(watchedTopology(everything)), contacts: told, ...changes }) as any;

describe("the configuration of Alertmanager", () => {
  const folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
  let tool = "";
  before(async function () {
    this.timeout(900_000);
    tool = await ensureBuilt(
      describeProgram("amtool", join(__dirname, "../../local/toolchain/modules/amtool"), {
        module: "github.com/prometheus/alertmanager",
        goPackage: "github.com/prometheus/alertmanager/cmd/amtool",
        buildTime: "1 min",
      }),
      console.log,
    );
    const { data } = find(await recordServers(everything), "ConfigMap", "alertmanager-config").inputs;
    for (const [name, text] of Object.entries(data as Record<string, string>)) {
      writeFileSync(join(folder, name), text.replaceAll("/etc/alertmanager", folder));
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const amtool = (...args: string[]) => spawnSync(tool, args, { encoding: "utf8" });
  const check = (content: object) => {
    const file = join(folder, "checked.yml");
    writeFileSync(file, configText({ ...content, templates: [join(folder, "*.tmpl")] }));
    return amtool("check-config", file);
  };

  it("is accepted by Alertmanager's own checker, with all contacts and with none", () => {
    const { status, stdout, stderr } = amtool("check-config", join(folder, "alertmanager.yml"));
    expect(status, stdout + stderr).to.equal(0);
    expect(stdout)
      .to.match(/1 templates/)
      .and.match(/6 receivers/)
      .and.match(/5 inhibit rules/);
    expect(check(configOf(nobody)).status).to.equal(0);
    expect(check(configOf(nobody, { smtpHost: "", smtpFrom: "" })).status, "no SMTP server without e-mail").to.equal(0);
    expect(check(configOf(contacts, { smtpHost: "" })).status, "the checker refuses what is broken").not.to.equal(0);
  });

  it("tells by every kind of contact that is accepted", () => {
    const accepted = ["pagerduty", "webhook", "slack:#a-b.c", "slack:@somebody", "email:a@example.com"];
    expect(accepted.filter((contact) => contactPattern.test(contact))).to.deep.equal(accepted);
    const refused = ["", "phone", "slack:", "slack:general", "email:a", "pagerduty:x", "email:a@b, c@d"];
    expect(refused.filter((contact) => contactPattern.test(contact))).to.deep.equal([]);
    const content = configOf({ ...nobody, onCall: accepted });
    expect(check(content).status).to.equal(0);
    const { name, ...configs } = content.receivers[0];
    expect(name).to.equal("on-call");
    expect(Object.values(configs).flat()).to.have.length(accepted.length);
  });

  it("says in a message what happened, what to do and where to look, of each alert", () => {
    const annotations = {
      summary: "redis is down",
      description: "Nobody answers.",
      runbook_commands: "kubectl get pods\nkubectl logs deployment/redis",
      runbook_url: "https://runbook.example.com",
      dashboard_url: "https://grafana.example.com",
    };
    const alerts = [
      { status: "firing", labels: {}, annotations },
      { status: "resolved", labels: {}, annotations: { summary: "weaviate is down", description: "It answers." } },
    ];
    const data = join(folder, "alerts.json");
    writeFileSync(data, JSON.stringify({ receiver: "on-call", status: "firing", alerts }));
    const glob = `--template.glob=${join(folder, "*.tmpl")}`;
    const text = '--template.text={{ template "orchestrix.text" . }}';
    const { stdout } = amtool("template", "render", glob, text, `--template.data=${data}`);
    expect(stdout.trim()).to.equal(
      [
        "redis is down",
        "Nobody answers.",
        "```",
        "kubectl get pods",
        "kubectl logs deployment/redis",
        "```",
        "Runbook: https://runbook.example.com",
        "Dashboard: https://grafana.example.com",
        "Resolved: weaviate is down",
        "It answers.",
      ].join("\n"),
    );
  });

  /** Who is told of an alert with these labels, in the order of the routes. */
  const told = (...labels: string[]) =>
    amtool("config", "routes", "test", `--config.file=${join(folder, "alertmanager.yml")}`, ...labels).stdout.trim();

  it("tells the runbook's people of each severity", () => {
    const everybody = "on-call,senior-engineer,engineering-manager,vp-engineering";
    expect(told("severity=P0", "alertname=ServiceDown", "service=redis")).to.equal(everybody);
    expect(told("severity=P1", "alertname=HighErrorRate", "service=episodic-memory")).to.equal("on-call");
    expect(told("severity=investigation", "alertname=HighMemoryUsage")).to.equal("team");
    expect(told("severity=investigation", "alertname=Watchdog")).to.equal("watchdog");
    expect(told("alertname=Unknown"), "an alert without a severity is not lost").to.equal("team");
  });

  it("waits as the runbook escalates, and tells again after its response times", () => {
    const { route } = configOf(contacts);
    const times = route.routes.map((child: any) => [
      child.matchers.join(),
      child.receiver,
      child.group_wait ?? route.group_wait,
      child.repeat_interval ?? route.repeat_interval,
    ]);
    expect(times).to.deep.equal([
      ['alertname="Watchdog"', "watchdog", "0s", "2m"],
      ['severity="P0"', "on-call", "0s", "15m"],
      ['severity="P0"', "senior-engineer", "15m", "15m"],
      ['severity="P0"', "engineering-manager", "30m", "15m"],
      ['severity="P0"', "vp-engineering", "1h", "15m"],
      ['severity="P1"', "on-call", "30s", "1h"],
      ['severity="investigation"', "team", "30s", "1d"],
    ]);
  });

  describe("the maintenance window", () => {
    const { route, time_intervals: intervals } = parse(configText(configOf(contacts)));
    const [{ weekdays, days_of_month: days, times, location }] = intervals[0].time_intervals;

    /** Alertmanager's rule: every field must match, days are inclusive, the end of a time is not. */
    const contains = (instant: string): boolean => {
      const at = new Date(instant);
      const [[first, last], [start, end]] = [days[0].split(":"), [times[0].start_time, times[0].end_time]];
      const weekday = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"][at.getUTCDay()];
      const day = at.getUTCDate();
      const time = at.toISOString().slice(11, 16);
      return weekdays.includes(weekday) && day >= Number(first) && day <= Number(last) && time >= start && time < end;
    };

    it("is the first Sunday of the month from 2:00 to 6:00 UTC, to the minute", () => {
      expect(location).to.equal("UTC");
      expect([weekdays, days, times].map((list: unknown[]) => list.length)).to.deep.equal([1, 1, 1]);
      const inside = ["2026-11-01T02:00Z", "2026-11-01T05:59:59Z", "2027-02-07T03:30Z", "2026-02-01T02:00Z"];
      const outside = [
        "2026-11-01T01:59:59Z",
        "2026-11-01T06:00Z",
        // The second Sunday, on the 8th of a month whose first Sunday is the 1st; a Monday and a Saturday.
        "2026-11-08T03:00Z",
        "2026-11-02T03:00Z",
        "2026-11-07T03:00Z",
        // A month of 28 days: its last Sunday, and its last day.
        "2027-02-28T03:00Z",
        "2026-02-28T03:00Z",
      ];
      expect(inside.filter(contains)).to.deep.equal(inside);
      expect(outside.filter(contains)).to.deep.equal([]);
    });

    it("comes once in every month of ten years, and lasts four hours", () => {
      for (let month = 0; month < 120; month++) {
        const minutes = new Set<string>();
        for (let hour = 0; hour < 31 * 24; hour++) {
          const at = new Date(Date.UTC(2026, month, 1, hour));
          if (at.getUTCMonth() === month % 12 && contains(at.toISOString())) minutes.add(at.toISOString());
        }
        expect(minutes.size, `month ${month}`).to.equal(4);
      }
    });

    it("keeps quiet about what maintenance explains, never about a P0 or the watchdog", () => {
      const muted = route.routes.filter((child: any) => child.mute_time_intervals?.includes(intervals[0].name));
      expect(muted.map(({ matchers }: any) => matchers.join())).to.deep.equal([
        'severity="P1"',
        'severity="investigation"',
      ]);
    });
  });
});
