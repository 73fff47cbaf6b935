import { expect } from "chai";
import { stringify } from "yaml";
import { secretInConfigMap } from "../../../policies/rules/secretInConfigMap";
import { object, violations } from "../../policies/given";
import { asksWhetherRunning } from "../../../policies/alertExpressions";
import { alertRules, type AlertRules } from "../../../components/monitoring/alerts";
import type { AlertArgs, Parts } from "../../../components/monitoring/alerts/args";
import { monitoredApplications, partsOf } from "../../../components/monitoring/alerts/monitored";
import { alertsTable } from "../../../docs/alertsTable";
import { everything } from "./alertArgs";

const without = (part: keyof Parts): AlertArgs => ({ ...everything, parts: { ...everything.parts, [part]: false } });
const shipped = ({ groups }: AlertRules) =>
  groups.flatMap(({ rules }) => rules.map(({ alert, record }) => alert ?? record ?? ""));
const omitted = (rules: AlertRules) => rules.omitted.map(({ name }) => name);

describe("alert rules", () => {
  it("have the thresholds and durations of the runbook", () => {
    const rules = alertRules(everything).groups.flatMap((group) => group.rules);
    const all = (name: string) => rules.filter(({ alert }) => alert === name);
    const expected: [alert: string, duration: string, threshold: RegExp, severity: string][] = [
      ["HighErrorRate", "2m", / > 0\.05$/, "P1"],
      ["HighResponseTime", "2m", /le=~"2(000)?\(.* > 0\.05$/, "P1"],
      ["HighMemoryUsage", "5m", / > 0\.8$/, "investigation"],
      ["HighCPUUsage", "5m", / > 0\.8$/, "investigation"],
      ["RedisMemoryFull", "0s", / > 0\.9$/, "P1"],
      ["DiskSpaceLow", "0s", / > 0\.85$/, "P1"],
    ];
    for (const [name, duration, threshold, severity] of expected) {
      expect(all(name), name).to.not.be.empty;
      for (const rule of all(name)) {
        expect(rule.for, name).to.equal(duration);
        expect(rule.expr, name).to.match(threshold);
        expect(rule.labels?.severity, name).to.equal(severity);
      }
    }
    for (const rule of all("ServiceDown")) expect(rule.for).to.equal("1m");
  });

  it("call out for a service or a store that is down, not for a part of the monitoring", () => {
    const down = alertRules(everything)
      .groups.flatMap(({ rules }) => rules)
      .filter(({ alert }) => alert === "ServiceDown");
    const p0 = down.filter(({ labels }) => labels?.severity === "P0").map(({ labels }) => labels?.service);
    expect(p0).to.deep.equal(["episodic-memory", "reputation-service", "redis", "weaviate", "postgres"]);
    expect(down).to.have.length(everything.applications.length);
    const redis = down.find(({ labels }) => labels?.service === "redis");
    expect(redis?.annotations?.runbook_commands).to.contain(
      "kubectl exec -n engine deployment/redis -- redis-cli ping",
    );
  });

  it("ask of every application whether it runs, as the policies demand", () => {
    const expressions = alertRules(everything).groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    for (const { name } of everything.applications) {
      expect(
        expressions.some((expression) => asksWhetherRunning(expression, name)),
        name,
      ).to.be.true;
    }
  });

  it("give each alert what a person needs", () => {
    const rules = alertRules(everything).groups.flatMap((group) => group.rules);
    for (const { alert, labels, annotations } of rules.filter((rule) => rule.alert !== undefined)) {
      expect(labels?.severity, alert).to.match(/^(P0|P1|investigation)$/);
      expect(annotations, alert).to.have.all.keys(
        "summary",
        "description",
        "runbook_commands",
        "runbook_url",
        "dashboard_url",
      );
      expect(annotations?.runbook_commands, alert)
        .to.match(/kubectl /)
        .and.not.contain("NAMESPACE");
    }
  });

  it("may stand in a ConfigMap: no line of them looks like a secret", () => {
    const data = { "rules.yml": stringify({ groups: alertRules(everything).groups }) };
    expect(violations(secretInConfigMap, object("v1", "ConfigMap", { data }))).to.deep.equal([]);
  });

  it("are left out, and said to be, where what they need is off", () => {
    const kubelet = alertRules(without("kubelet"));
    const gone = [
      "HighMemoryUsage",
      "HighCPUUsage",
      "CPUThrottlingHigh",
      "DiskSpaceLow",
      "ClaimFillsUp",
      "ClaimInodesLow",
      "VolumeUnhealthy",
    ];
    expect(omitted(kubelet)).to.include.members(gone);
    expect(shipped(kubelet)).to.not.include.members(gone);
    expect(shipped(kubelet)).to.include("ContainerOutOfMemory");
    expect(kubelet.omitted.find(({ name }) => name === "DiskSpaceLow")?.reasons).to.deep.equal([
      "kubelets are not read; that needs monitoring.nodeCidrs",
    ]);
  });

  it("lose nothing in silence, whatever is off", () => {
    const all = alertRules(everything);
    const count = shipped(all).length + all.omitted.length;
    // Without a remote storage there is nothing that could fail.
    const needed = (Object.keys(everything.parts) as (keyof Parts)[]).filter((part) => part !== "remoteWrite");
    for (const part of needed) {
      const rules = alertRules(without(part));
      expect(shipped(rules).length + rules.omitted.length, part).to.equal(count);
      expect(rules.omitted.length, part).to.be.greaterThan(all.omitted.length);
    }
  });

  it("do not judge the requests of a service that tells nobody of them", () => {
    const rules = alertRules({
      ...everything,
      applications: [{ name: "episodic-memory", tier: "service", scraped: false, probed: true, requests: "none" }],
    });
    expect(omitted(rules)).to.include.members(["HighErrorRate", "HighResponseTime", "AvailabilityBudgetBurnsFast"]);
    expect(shipped(rules)).to.include("ServiceDown");
    expect(shipped(rules)).to.not.include("HighErrorRate");
  });

  it("say so when nothing can tell whether an application lives", () => {
    const rules = alertRules({
      ...without("blackbox"),
      applications: [{ name: "reputation-service", tier: "service", scraped: false, probed: true, requests: "none" }],
    });
    expect(rules.omitted.find(({ name }) => name === "ServiceDown")?.reasons).to.deep.equal([
      "reputation-service is neither scraped nor probed",
    ]);
  });

  it("know from the topology who is scraped, who is probed, and which parts there are", () => {
    const application = (name: string, port: number) => ({ name, ports: port > 0 ? [{ name: "http", port }] : [] });
    const topology = {
      applications: [
        application("episodic-memory", 8081),
        application("redis", 6379),
        application("image-scan", 0),
        application("prometheus", 9090),
        application("blackbox-exporter", 9115),
      ],
      calls: [
        { from: "episodic-memory", to: "redis", ports: ["http"] },
        { from: "prometheus", to: "episodic-memory", ports: ["http"] },
        { from: "prometheus", to: "blackbox-exporter", ports: ["http"] },
        { from: "blackbox-exporter", to: "redis", ports: ["http"] },
      ],
      entries: [],
      exits: [],
    };
    const watched = { topology, requests: { "episodic-memory": "http" }, datastores: ["redis"] } as const;
    expect(monitoredApplications(watched)).to.deep.equal([
      { name: "episodic-memory", tier: "service", scraped: true, probed: false, requests: "http" },
      { name: "redis", tier: "datastore", scraped: false, probed: true },
      { name: "prometheus", tier: "monitoring", scraped: true, probed: false },
      { name: "blackbox-exporter", tier: "monitoring", scraped: true, probed: false },
    ]);
    const others = { kubelet: true, apiServer: false, remoteWrite: false, notifies: true, backups: true };
    expect(partsOf(topology, others)).to.deep.equal({
      ...others,
      blackbox: true,
      redisExporter: false,
      postgresExporter: false,
      kubernetesState: false,
      prometheus: true,
      alertmanager: false,
      jaeger: false,
    });
  });

  it("follow the objectives that they are given", () => {
    const rules = alertRules({
      ...everything,
      objectives: { availability: 0.99, latency: 0.95, latencySeconds: 0.5 },
    });
    const expressions = rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)).join("\n");
    expect(expressions).to.contain("> 0.144 and").and.contain("> 0.72 and").and.contain('le=~"0[.]5"');
  });

  it("are all in the documentation, once each", () => {
    const table = alertsTable(everything);
    const names = new Set(
      [...shipped(alertRules(everything)), ...omitted(alertRules(everything))].filter((name) => /^[A-Z]/.test(name)),
    );
    for (const name of names) expect(table.split(`| \`${name}\` |`), name).to.have.length(2);
    expect(table).to.contain("| `ServiceDown` | no scrape or no probe succeeds, or they are gone | 1m | P0, P1 |");
  });
});
