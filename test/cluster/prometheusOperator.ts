import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { parse } from "yaml";
import { ensureBuilt, type Report } from "../../local/toolchain/build";
import { describeProgram } from "../../local/toolchain/program";
import { eventually, type Kubectl } from "./kubectl";

const folder = join(__dirname, "../../local/toolchain/modules/prometheus-operator");
const module = "github.com/prometheus-operator/prometheus-operator";
const namespace = "monitoring";

/** Folder of the operator's CustomResourceDefinitions, in the source whose checksum the module pins. */
export function customResourceDefinitions(): string {
  const printed = execFileSync("go", ["mod", "download", "-json", module], { cwd: folder, encoding: "utf8" });
  return join((JSON.parse(printed) as { Dir: string }).Dir, "example/prometheus-operator-crd");
}

/** The real Prometheus operator, with a Prometheus that selects by labels in every namespace, as its charts make one. */
export class PrometheusOperator {
  private process?: ChildProcess;
  private output = "";

  constructor(
    private readonly kubectl: Kubectl,
    private readonly kubeconfig: string,
  ) {}

  /** Needs the CustomResourceDefinitions. */
  async start(labels: Readonly<Record<string, string>>, report: Report): Promise<void> {
    const program = describeProgram("operator", folder, {
      module,
      goPackage: `${module}/cmd/operator`,
      buildTime: "4 min",
    });
    const path = await ensureBuilt(program, report);
    this.process = spawn(path, ["--web.listen-address=127.0.0.1:0"], {
      env: { KUBECONFIG: this.kubeconfig },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.process.stderr?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    const selected = ["serviceMonitor", "probe", "rule"].map((kind) => ({
      [`${kind}Selector`]: { matchLabels: labels },
      [`${kind}NamespaceSelector`]: {},
    }));
    await this.kubectl.apply(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "Prometheus",
        metadata: { name: "cluster", namespace },
        spec: Object.assign({ serviceDiscoveryRole: "EndpointSlice" }, ...selected) as object,
      },
    );
  }

  async stop(): Promise<void> {
    if (this.process === undefined || this.process.exitCode !== null) return;
    this.process.kill();
    await once(this.process, "exit");
  }

  /** The configuration that it made for Prometheus, once that has this many jobs. */
  async configuration(jobs: number): Promise<string> {
    let text = "";
    await eventually(async () => {
      const { data } = await this.object<{ data: Record<string, string> }>("secret", "prometheus-cluster");
      text = gunzipSync(Buffer.from(data["prometheus.yaml.gz"], "base64")).toString();
      const { scrape_configs: made } = parse(text) as { scrape_configs: unknown[] };
      expect(made, this.output).to.have.length(jobs);
    });
    return text;
  }

  /** The files of rules that it made for Prometheus, once there are this many. */
  async rules(files: number): Promise<string[]> {
    let texts: string[] = [];
    await eventually(async () => {
      const { data } = await this.object<{ data: Record<string, string> }>("cm", "prometheus-cluster-rulefiles-0");
      texts = Object.values(data);
      expect(texts, this.output).to.have.length(files);
    });
    return texts;
  }

  private object<Shape>(kind: string, name: string): Promise<Shape> {
    return this.kubectl.get<Shape>(kind, name, `--namespace=${namespace}`);
  }
}
