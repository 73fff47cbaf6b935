import { expect } from "chai";
import { type Kubectl, kubectlFor } from "./kubectl";
import { LocalStack } from "./localStack";
import { customResourceDefinitions } from "./prometheusOperator";

const namespace = "--namespace=orchestrix-pilot";

describe("stack local with its monitoring elsewhere", function () {
  this.timeout(240_000);
  const stack = new LocalStack();
  let kubectl: Kubectl;

  before("starts (and builds its tools, if this is the first time)", async function () {
    this.timeout(30 * 60_000);
    await stack.start();
    kubectl = await kubectlFor(process.env.KUBECONFIG ?? "");
    const applied = await kubectl.run(["apply", "--server-side", `--filename=${customResourceDefinitions()}`]);
    expect(applied.status, applied.stderr).to.equal(0);
    await kubectl.run(["wait", "--for=condition=Established", "crd", "--all", "--timeout=20s"]);
  });
  after(() => stack.stop());

  const names = async (kind: string): Promise<string[]> => {
    const { items } = await kubectl.get<{ items: { metadata: { name: string } }[] }>(kind, namespace);
    return items.map(({ metadata }) => metadata.name);
  };

  it("is handed to the operator as a whole, and changes nothing when nothing has changed", async () => {
    stack.configure({
      "monitoring.prometheus": "operator",
      "monitoring.scrapeNamespaces": ["monitoring"],
      "monitoring.operatorLabels": { release: "kube-prometheus-stack" },
    });
    await stack.run("up");
    expect(await names("servicemonitors")).to.include.members(["episodic-memory", "reputation-service", "weaviate"]);
    expect(await names("probes")).to.include("redis-redis");
    expect(await names("prometheusrules")).to.include("orchestrix-services");
    expect(await names("deployments")).not.to.include("prometheus");
    const { changes } = await stack.run("preview");
    expect(changes).to.have.all.keys("same");
  });

  it("is given to a Prometheus elsewhere as files, and the operator's objects go", async () => {
    stack.configure({ "monitoring.prometheus": "external" });
    await stack.run("up");
    const { data } = await kubectl.get<{ data: object }>("configmap", "prometheus-files", namespace);
    expect(data).to.have.all.keys("orchestrix.scrapes.yml", "orchestrix.rules.yml");
    for (const kind of ["servicemonitors", "probes", "prometheusrules"]) expect(await names(kind), kind).to.eql([]);
  });

  it("is gone where all of it is off", async () => {
    stack.configure({
      "monitoring.prometheus": "none",
      "monitoring.alertmanager": "none",
      "monitoring.grafana": false,
      "monitoring.jaeger": false,
      "tracing.enabled": false,
    });
    await stack.run("up");
    expect(await names("deployments")).to.have.members(["episodic-memory", "reputation-service", "redis", "weaviate"]);
    expect(await names("persistentvolumeclaims")).to.have.members([
      ...["redis-data", "weaviate-data", "postgres-data", "image-scan"],
    ]);
  });
});
