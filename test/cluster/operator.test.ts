import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { startControlPlane, stopControlPlane } from "../../local/cluster/controlPlane";
import type { KubernetesObject } from "../../policies/kubernetesObject";
import { promtool } from "../config/alerts/promtool";
import { given, labels, operatorObjects } from "../unit/monitoring/operated";
import { namespace } from "../unit/monitoring/watched";
import { eventually, type Kubectl, kubectlFor } from "./kubectl";
import { customResourceDefinitions, PrometheusOperator } from "./prometheusOperator";

const strictly = ["create", "--dry-run=server", "--validate=strict", "--filename=-"];

/** A target as promtool prints it: one that is dropped has no labels. */
interface Target {
  readonly labels: Readonly<Record<string, string>>;
}

describe("the real Prometheus operator", function () {
  this.timeout(120_000);
  const home = mkdtempSync(join(tmpdir(), "orchestrix-operator-"));
  const report = (line: string) => {
    console.log(line);
  };
  let kubectl: Kubectl;
  let kubeconfig: string;
  let operator: PrometheusOperator;
  let objects: KubernetesObject[];

  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  const write = (name: string, text: string) => {
    const file = join(home, name);
    writeFileSync(file, text);
    return file;
  };

  before("its definitions are there, the objects too, and it runs (building what is missing)", async function () {
    this.timeout(40 * 60_000);
    ({ kubeconfig } = await startControlPlane({ home, report }));
    kubectl = await kubectlFor(kubeconfig);
    const applied = await kubectl.run(["apply", "--server-side", `--filename=${customResourceDefinitions()}`]);
    expect(applied.status, applied.stderr).to.equal(0);
    await kubectl.run(["wait", "--for=condition=Established", "crd", "--all", "--timeout=20s"]);
    await kubectl.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    objects = await operatorObjects();
    operator = new PrometheusOperator(kubectl, kubeconfig);
    await operator.start(labels, report);
    await promtool(["--version"]);
  });

  after(async () => {
    await operator.stop();
    await stopControlPlane({ home, report: () => undefined, wipe: true });
    rmSync(home, { recursive: true, force: true });
  });

  it("accepts every object, field by field", async () => {
    const { status, stderr } = await kubectl.run(strictly, { apiVersion: "v1", kind: "List", items: objects });
    expect(status, stderr).to.equal(0);
    expect(stderr).to.equal("");
  });

  const breakages: Record<string, [field: string, change: (spec: any) => void]> = {
    ServiceMonitor: ["spec.endpoints[0].interval", ({ endpoints }) => (endpoints[0].interval = "15")],
    Probe: ['unknown field "spec.targets.staticConfigs"', ({ targets }) => (targets.staticConfigs = {})],
    PrometheusRule: ["spec.groups[0].rules[0].for", ({ groups }) => (groups[0].rules[0].for = "1 minute")],
  };
  for (const [kind, [field, change]] of Object.entries(breakages)) {
    it(`refuses a broken ${kind}`, async () => {
      const broken = structuredClone(ofKind(kind)[0]);
      change(broken.spec);
      const { status, stderr } = await kubectl.run(strictly, broken);
      expect(status).to.equal(1);
      expect(stderr).to.include(field);
    });
  }

  describe("makes of them", () => {
    let configuration: string;
    const monitored = "redis-exporter";

    before(async () => {
      await kubectl.apply(...objects, pod(monitored), startingPod(monitored));
      const endpoints = ofKind("ServiceMonitor").flatMap(({ spec }) => (spec as { endpoints: unknown[] }).endpoints);
      configuration = await operator.configuration(endpoints.length + ofKind("Probe").length);
    });

    it("a configuration that Prometheus accepts", async () => {
      const { code, output } = await promtool(["check", "config", write("prometheus.yml", configuration)]);
      expect(code, output).to.equal(0);
    });

    /** What Prometheus itself finds in the cluster for a job of that configuration. */
    async function targets(job: string): Promise<Target[]> {
      // The operator's sidecar puts the number of Prometheus's shard there.
      const config = parse(configuration.replaceAll("$(SHARD)", "0")) as {
        scrape_configs: { kubernetes_sd_configs?: object[] }[];
      };
      for (const { kubernetes_sd_configs: discoveries = [] } of config.scrape_configs) {
        for (const discovery of discoveries) Object.assign(discovery, { kubeconfig_file: kubeconfig });
      }
      const file = write("discovery.yml", stringify(config));
      const { code, output } = await promtool(["check", "service-discovery", "--timeout=2s", file, job]);
      expect(code, output).to.equal(0);
      return JSON.parse(output.slice(output.indexOf("["))) as Target[];
    }

    it("targets with the labels of a Prometheus of our own and the namespace, of ready pods alone", async () => {
      await eventually(async () => {
        const found = await targets(`serviceMonitor/${namespace}/${monitored}/0`);
        expect(found).to.have.length(2);
        const kept = found.map(({ labels: each }) => each).filter(({ job }) => job);
        const shown = kept.map((all) => Object.entries(all).filter(([name]) => !name.startsWith("__")));
        expect(shown.map((all) => Object.fromEntries(all))).to.deep.equal([
          { job: monitored, namespace, instance: kept[0].__address__ },
        ]);
        expect(kept[0].__address__).to.match(/:9121$/);
      });
    });

    it("probes of the job blackbox that name the application and the namespace", async () => {
      const [{ labels: probe }] = await targets(`probe/${namespace}/weaviate-http`);
      const target = "http://weaviate:8080/v1/.well-known/ready";
      expect(probe).to.include({
        ...{ job: "blackbox", service: "weaviate", namespace, instance: target },
        ...{ __address__: "blackbox-exporter.orchestrix-pilot.svc:9115", __metrics_path__: "/probe" },
        ...{ __param_target: target, __param_module: "http" },
      });
    });

    it("rules that Prometheus accepts, all of them", async () => {
      const files = (await operator.rules(ofKind("PrometheusRule").length)).map((text, i) => write(`${i}.yml`, text));
      const { code, output } = await promtool(["check", "rules", "--lint=all", "--lint-fatal", ...files]);
      expect(code, output).to.equal(0);
      const rules = given.ruleGroups.flatMap(({ rules: each }) => each);
      const found = [...output.matchAll(/(\d+) rules found/g)].map(([, count]) => Number(count));
      expect(found.reduce((sum, count) => sum + count)).to.equal(rules.length);
    });

    it("an alert when Grafana of this namespace is gone, whatever other namespaces have", async () => {
      const files = (await operator.rules(ofKind("PrometheusRule").length)).map((text, i) => write(`${i}.yml`, text));
      const firing = `ALERTS{alertname="ServiceDown",service="grafana",alertstate="firing"}`;
      const up = (where: string) => ({ series: `up{job="grafana",namespace="${where}"}`, values: "1x8" });
      const when = (series: object[], exp_samples: object[]) => ({
        input_series: series,
        interval: "15s",
        promql_expr_test: [{ expr: firing, eval_time: "1m", exp_samples }],
      });
      const alert = `${firing.slice(0, -1)},namespace="${namespace}",severity="P1"}`;
      const tests = [when([up("other")], [{ labels: alert, value: 1 }]), when([up("other"), up(namespace)], [])];
      const file = write("test.yml", stringify({ rule_files: files, evaluation_interval: "15s", tests }));
      const { code, output } = await promtool(["test", "rules", file]);
      expect(code, output).to.equal(0);
    });
  });
});

/** A pod of an application, which a simulated node runs. */
function pod(application: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: application, namespace, labels: { app: application } },
    spec: { containers: [{ name: application, image: "registry.invalid/app:1" }] },
  };
}

/** What the cluster says of a pod of that application that is not ready yet. */
function startingPod(application: string): object {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${application}-starting`,
      namespace,
      labels: {
        "kubernetes.io/service-name": `${application}-pods`,
        app: application,
        "orchestrix-pilot/scraped": "true",
      },
    },
    addressType: "IPv4",
    endpoints: [{ addresses: ["10.99.0.1"], conditions: { ready: false } }],
    ports: [{ name: "metrics", port: 9121, protocol: "TCP" }],
  };
}
