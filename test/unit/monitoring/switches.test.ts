import { expect } from "chai";
import { engineTopology, networkPolicies, type Settings } from "../../../components";
import { blindSpots } from "../../../components/monitoring/blindSpots";
import { alertArgs } from "../../../components/monitoring/monitoringArguments";
import { monitoringProblems } from "../../../components/monitoring/monitoringProblems";
import { apiClients, runningServers } from "../../../components/monitoring/servers";
import { dependenciesOf } from "../../../components/topology";
import { find, type Registration } from "../recording";
import { everything, namespace, namespaceOnly, recordServers } from "./watched";

const exporters = ["redis-exporter", "postgres-exporter", "blackbox-exporter"];
const dataSources = (all: readonly Registration[]): string =>
  find(all, "ConfigMap", "grafana-datasources").inputs.data["datasources.yaml"];

describe("a part of the monitoring that is switched off", () => {
  const switches: { changes: Partial<Settings>; gone: string[] }[] = [
    { changes: { "monitoring.alertmanager": "none" }, gone: ["alertmanager"] },
    { changes: { "monitoring.exporters": false }, gone: exporters },
    { changes: { "monitoring.kubeStateMetrics": false }, gone: ["kube-state-metrics"] },
    { changes: { "monitoring.apiServerCidrs": [], "monitoring.nodeCidrs": [] }, gone: ["kube-state-metrics"] },
    { changes: { "monitoring.grafana": false }, gone: ["grafana"] },
    { changes: { "monitoring.jaeger": false, "tracing.enabled": false }, gone: ["jaeger"] },
    {
      changes: { "monitoring.prometheus": "none" },
      gone: ["prometheus", "kube-state-metrics", ...exporters],
    },
  ];

  for (const { changes, gone } of switches) {
    it(`leaves nothing behind: ${JSON.stringify(changes)}`, async () => {
      const settings = { ...everything, ...changes };
      expect(runningServers(everything).filter((name) => !runningServers(settings).includes(name))).to.have.members(
        gone,
      );
      const { applications, calls, entries, exits } = engineTopology(settings);
      const named = [
        ...applications.map(({ name }) => name),
        ...calls.flatMap(({ from, to }) => [from, to]),
        ...entries.map(({ to }) => to),
        ...exits.map(({ from }) => from),
      ];
      for (const name of gone) expect(named, name).not.to.include(name);
      expect(networkPolicies(engineTopology(settings)).map(({ name }) => name)).not.to.include(gone[0]);
      const text = JSON.stringify((await recordServers(settings)).map(({ inputs }) => inputs.spec ?? inputs.data));
      for (const name of gone) expect(text, name).not.to.include(`${name}-pods`);
    });
  }

  it("is no data source of Grafana", async () => {
    const sources = async (changes: Partial<Settings>) =>
      dataSources(await recordServers({ ...everything, ...changes })).match(/uid: (\w+)/g) ?? [];
    expect(await sources({})).to.deep.equal(["uid: prometheus", "uid: alertmanager", "uid: jaeger"]);
    expect(await sources({ "monitoring.jaeger": false })).not.to.include("uid: jaeger");
    expect(await sources({ "monitoring.alertmanager": "none" })).not.to.include("uid: alertmanager");
    expect(await sources({ "monitoring.prometheus": "none" })).not.to.include("uid: prometheus");
  });

  it("may not take traces or addresses with it unseen", () => {
    const problems = (changes: Partial<Settings>) => monitoringProblems({ ...everything, ...changes }).join("\n");
    expect(problems({})).to.equal("");
    expect(problems({ "monitoring.jaeger": false })).to.include("tracing.enabled must be false");
    expect(problems({ "monitoring.apiServerCidrs": [] })).to.include("monitoring.nodeCidrs needs");
    expect(problems({ "monitoring.prometheus": "operator" })).to.include("monitoring.scrapeNamespaces must name");
    expect(problems({ "monitoring.alertmanager": "external" })).to.include("monitoring.alertmanagerAddress must be");
    expect(problems({ "prometheus.remoteWriteUser": "writer" })).to.include("prometheus.secret must name");
    expect(problems({ "alerting.smtpHost": "" })).to.include("alerting.smtpHost and alerting.smtpFrom");
    expect(problems({ "alerting.secret": "" })).to.include("alerting.secret must name");
  });
});

describe("what nobody would be told of", () => {
  it("is said with its reason, and nothing is where everything is on and everybody is named", () => {
    const said = blindSpots(namespaceOnly, namespace).join("\n");
    expect(said).to.match(/HighMemoryUsage.*monitoring\.nodeCidrs/);
    expect(said).to.match(/PodCrashLooping.*monitoring\.apiServerCidrs/);
    expect(blindSpots(everything, namespace)).to.deep.equal([
      "BackupStale, BackupMissing, BackupFailed, BackupSuspended: the namespace has no backups",
    ]);
  });

  it("is everything without Prometheus or contacts, and nothing that a throw-away stack would have to say", () => {
    expect(blindSpots({ ...everything, "monitoring.prometheus": "none" }, namespace)).to.have.length(1);
    expect(blindSpots({ ...everything, "alerting.onCall": [] }, namespace).at(-1)).to.include("alerting.onCall");
    expect(blindSpots({ ...namespaceOnly, environment: "local" }, namespace)).to.deep.equal([]);
  });
});

describe("a Prometheus elsewhere", () => {
  const elsewhere: Settings = {
    ...everything,
    "monitoring.prometheus": "operator",
    "monitoring.scrapeNamespaces": ["monitoring"],
  };

  it("may reach the same ports as the namespace's own, and no others", () => {
    const scrapes = engineTopology(everything).calls.filter(
      ({ from, to }) => from === "prometheus" && to !== "kube-state-metrics",
    );
    const { calls, entries } = engineTopology(elsewhere);
    expect(calls.filter(({ from, to }) => from === "prometheus" || to === "prometheus")).to.deep.equal([]);
    expect(entries.filter(({ namespaces }) => namespaces.includes("monitoring"))).to.deep.equal(
      scrapes.map(({ to, ports }) => ({ namespaces: ["monitoring"], to, ports })),
    );
  });

  it("is asked for the same alerts, without any about a server that is not here", () => {
    const names = alertArgs(elsewhere, namespace).applications.map(({ name }) => name);
    expect(names).to.include.members(["episodic-memory", "redis-exporter", "jaeger"]);
    expect(names).not.to.include("prometheus");
    expect(alertArgs(elsewhere, namespace).parts).to.include({ kubelet: true, kubernetesState: true, apiServer: true });
  });

  it("leaves no client of the API in the namespace", () => {
    expect(apiClients(everything)).to.have.members(["prometheus", "kube-state-metrics"]);
    expect(apiClients(elsewhere)).to.deep.equal([]);
    expect(apiClients({ ...everything, "monitoring.apiServerCidrs": [], "monitoring.nodeCidrs": [] })).to.deep.equal(
      [],
    );
  });
});

describe("those who only watch", () => {
  it("wait for nobody, and a lost trace is nobody's failure", () => {
    const topology = engineTopology(everything);
    for (const name of ["prometheus", "blackbox-exporter", "grafana"]) {
      expect(dependenciesOf(topology, name), name).to.deep.equal([]);
    }
    expect(dependenciesOf(topology, "episodic-memory")).to.deep.equal(["redis", "weaviate"]);
    expect(dependenciesOf(topology, "redis-exporter")).to.deep.equal(["redis"]);
  });
});
