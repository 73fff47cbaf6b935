import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Alert, type RuleGroup, unmet } from "../../../components/monitoring/alert";
import { alertRules, subjects } from "../../../components/monitoring/alerts";
import { everything } from "./alertArgs";
import { promtoolTests } from "./alertCase";
import { cases } from "./cases";
import { promtool } from "./promtool";

const nameOf = ({ name, service }: { name: string; service?: string }) => (service ? `${name} of ${service}` : name);
const caseOf = ({ name, service }: Alert) =>
  cases.find(
    (given) => given.alert === name && (("service" in given ? given.service : undefined) ?? service) === service,
  );
const alerts = subjects(everything)
  .flatMap((subject) => subject.alerts.map((alert) => ({ alert, subject: subject.name })))
  .filter(({ alert }) => unmet(alert.needs).length === 0);
const { groups } = alertRules(everything);

/** The group of a subject with one alert and all that is recorded for it: the others would only cost time. */
function groupWith({ name, service }: Alert, subject: string): RuleGroup {
  const rules = groups
    .filter((group) => group.name === subject)
    .flatMap((group) => group.rules)
    .filter(
      ({ record, alert, labels }) =>
        record !== undefined || (alert === name && (service === undefined || labels?.service === service)),
    );
  return { name: subject, rules };
}

describe("alerts, in promtool", function () {
  this.timeout(15 * 60_000);
  let folder: string;
  const write = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "alerts-"));
    await promtool(["--version"]);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("are valid, without any complaint of the linter", async () => {
    const file = write("all.yml", stringify({ groups }));
    const { code, output } = await promtool(["check", "rules", "--lint=all", "--lint-fatal", file]);
    expect(code, output).to.equal(0);
  });

  for (const { alert, subject } of alerts) {
    it(`${nameOf(alert)} fires when it must, and only then`, async () => {
      const given = caseOf(alert);
      if (given === undefined) throw new Error("an alert without tests");
      const rules = write("rules.yml", stringify({ groups: [groupWith(alert, subject)] }));
      const file = write("test.yml", promtoolTests(alert, given, rules));
      const { code, output } = await promtool(["test", "rules", file]);
      expect(code, output).to.equal(0);
    });
  }

  it("has no test of an alert that is not there", () => {
    const known = alerts.map(({ alert }) => caseOf(alert));
    const stray = cases.filter((given) => !known.includes(given));
    expect(stray.map(({ alert }) => alert)).to.deep.equal([]);
  });

  it("says what a person needs to read", async () => {
    const container = 'namespace="engine",pod="redis-0",container="redis"';
    const rules = groups.filter(({ name }) => name === "resources");
    const description = rules[0].rules.find((rule) => rule.alert === "HighMemoryUsage")?.annotations?.description;
    const file = write(
      "annotations.yml",
      stringify({
        rule_files: [write("resources.yml", stringify({ groups: rules }))],
        tests: [
          {
            input_series: [
              { series: `container_memory_working_set_bytes{${container}}`, values: "90x10" },
              { series: `container_spec_memory_limit_bytes{${container}}`, values: "100x10" },
            ],
            alert_rule_test: [
              {
                eval_time: "5m",
                alertname: "HighMemoryUsage",
                exp_alerts: [
                  {
                    exp_labels: {
                      severity: "investigation",
                      service: "redis",
                      namespace: "engine",
                      pod: "redis-0",
                      container: "redis",
                    },
                    exp_annotations: {
                      summary: "redis-0/redis uses 90% of its memory limit",
                      description,
                      runbook_commands: [
                        "kubectl top pods -n engine --sort-by=memory",
                        'kubectl describe pods -n engine | grep -A 5 "Limits:"',
                        String.raw`kubectl logs -n engine deployment/episodic-memory | grep -i "memory\|leak\|oom"`,
                      ].join("\n"),
                      runbook_url: "https://docs.example.com/runbook#2-high-memory-usage",
                      dashboard_url: "https://grafana.example.com/d/kubernetes",
                    },
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
    const { code, output } = await promtool(["test", "rules", file]);
    expect(code, output).to.equal(0);
  });
});
