import { expect } from "chai";
import { parse } from "yaml";
import { configText } from "../../../components/monitoring/configText";
import { ExternalPrometheus } from "../../../components/monitoring/externalPrometheus";
import { prometheusConfig } from "../../../components/monitoring/prometheusConfig";
import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { record } from "../recording";
import { given, labels, operatorObjects } from "./operated";
import { namespace, objectsOf } from "./watched";

/** What an object of this test has; the real API server checks the shapes. */
type Loose = any;

const ofKind = (objects: readonly KubernetesObject[], kind: string): Loose[] =>
  objects.filter((object) => object.kind === kind);
const includes = (whole: object, part: object) =>
  Object.entries(part).every(([key, value]) => (whole as Record<string, unknown>)[key] === value);

/** The jobs of a Prometheus of our own. */
const own: Loose[] = parse(
  configText(
    prometheusConfig({
      ...given,
      retentionTime: "15d",
      retentionBytes: 1,
      apiServer: false,
      kubelets: false,
      verifyKubelets: true,
      alertmanagers: [],
    }),
  ),
).scrape_configs.filter(({ job_name: job }: Loose) => job !== "prometheus");

const ownPorts = own.flatMap(({ job_name: job, dns_sd_configs: found = [] }) =>
  found.map(({ names, port }: Loose) => `${job}: ${names[0].split(".")[0]}:${port}`),
);
const ownProbes = own
  .find(({ job_name: job }) => job === "blackbox")
  .static_configs.map(({ targets, labels: { service, __param_module: module } }: Loose) => [service, module, targets]);

describe("objects of the Prometheus operator", () => {
  let objects: KubernetesObject[];
  before(async () => {
    objects = await operatorObjects();
  });

  it("scrape the ports that a Prometheus of our own would, under the same jobs, as often", () => {
    const services = ofKind(objects, "Service");
    const scraped = ofKind(objects, "ServiceMonitor").flatMap(({ spec }) => {
      const selected = services.filter(({ metadata }) => includes(metadata.labels, spec.selector.matchLabels));
      expect(selected).to.have.length(1);
      const [{ metadata, spec: service }] = selected;
      expect(service).to.deep.include({ clusterIP: "None", selector: { app: metadata.labels.app } });
      return spec.endpoints.map(({ port, interval, scrapeTimeout }: Loose) => {
        expect([interval, scrapeTimeout]).to.deep.equal(["15s", "10s"]);
        const { port: number } = service.ports.find(({ name }: Loose) => name === port);
        return `${metadata.labels[spec.jobLabel]}: ${metadata.name}:${number}`;
      });
    });
    expect(scraped).to.have.members(ownPorts).and.include("jaeger: jaeger-pods:8889");
  });

  it("do not select the Services that clients use, which have the same pods", () => {
    for (const { spec } of ofKind(objects, "ServiceMonitor")) {
      expect(Object.keys(spec.selector.matchLabels)).to.include("orchestrix-pilot/scraped");
    }
  });

  it("probe what a Prometheus of our own would", () => {
    const probes = ofKind(objects, "Probe").map(({ spec }) => {
      expect(spec).to.deep.include({
        jobName: "blackbox",
        prober: { url: "blackbox-exporter.orchestrix-pilot.svc:9115", path: "/probe" },
      });
      const { static: targets, labels: target } = spec.targets.staticConfig;
      return [target.service, spec.module, targets];
    });
    expect(probes).to.have.deep.members(ownProbes);
  });

  it("have the labels by which the operator's Prometheus selects, and names of their own", () => {
    const theirs = objects.filter(({ apiVersion }) => apiVersion === "monitoring.coreos.com/v1");
    for (const { metadata } of theirs) expect(metadata.labels).to.include(labels);
    const names = theirs.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).to.equal(names.length);
  });

  it("have the rules of the rule file, one group an object", () => {
    const groups = ofKind(objects, "PrometheusRule").map(({ spec }) => spec.groups);
    for (const each of groups) expect(each).to.have.length(1);
    const names = ({ name, rules }: Loose) => [name, rules.map((rule: Loose) => rule.alert ?? rule.record)];
    expect(groups.flat().map(names)).to.have.deep.members(given.ruleGroups.map(names));
    for (const { interval } of groups.flat()) expect(interval).to.equal("15s");
  });
});

describe("rules for a Prometheus that watches other namespaces too", () => {
  it("mean jobs of this namespace only, but the cluster's own where they are meant", async () => {
    const expressions: string[] = ofKind(await operatorObjects(), "PrometheusRule")
      .flatMap(({ spec }) => spec.groups[0].rules)
      .map(({ expr }) => expr);
    // Jobs are found by their names in quotes.
    expect(expressions.join("\n")).not.to.match(/\bjob\s*(=~|!)/);
    const selectors = expressions.flatMap((expr) => expr.match(/\{[^{}]*job="[^{}]*\}/g) ?? []);
    const jobOf = (selector: string) => /job="([^"]*)"/.exec(selector)?.[1];
    const unscoped = selectors.filter((selector) => !selector.includes(`namespace="${namespace}"`)).map(jobOf);
    for (const { job_name: job } of own) expect(unscoped).not.to.include(job);
    expect(unscoped).to.include("apiserver");
    expect(selectors.map(jobOf)).to.include.members(["grafana", "blackbox", "redis-exporter"]);
  });

  it("name the namespace, as the external label of our own does", async () => {
    for (const { spec } of ofKind(await operatorObjects(), "PrometheusRule")) {
      for (const { labels: given } of spec.groups[0].rules) expect(given).to.include({ namespace });
    }
  });
});

describe("the files for a Prometheus elsewhere", () => {
  let files: Record<string, Loose>;
  before(async () => {
    const [config] = ofKind(objectsOf(await record(() => new ExternalPrometheus("external", given))), "ConfigMap");
    expect(config.metadata).to.include({ name: "prometheus-files", namespace });
    files = Object.fromEntries(Object.entries(config.data as object).map(([name, text]) => [name, parse(text)]));
  });

  it("have the jobs of a Prometheus of our own, under names that no other namespace has", () => {
    const jobs: Loose[] = files["orchestrix.scrapes.yml"].scrape_configs;
    expect(jobs.map(({ job_name: job }) => job)).to.deep.equal(own.map(({ job_name: job }) => `${namespace}/${job}`));
    for (const [index, job] of jobs.entries()) {
      expect(job.relabel_configs).to.deep.include.members([
        { target_label: "job", replacement: own[index].job_name },
        { target_label: "namespace", replacement: namespace },
      ]);
    }
  });

  it("have the rules that an operator would be given", async () => {
    const groups = ofKind(await operatorObjects(), "PrometheusRule").flatMap(({ spec }) => spec.groups);
    expect(files["orchestrix.rules.yml"].groups).to.have.deep.members(groups);
  });
});
