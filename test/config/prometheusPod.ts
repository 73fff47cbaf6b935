import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { configFolder, secretsFolder } from "../../components/monitoring/prometheusConfig";
import { find, type Registration } from "../unit/recording";

const account = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A pod of Prometheus without a cluster: one folder stands for its configuration, ServiceAccount, Secret and data. */
export class PrometheusPod {
  readonly folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  readonly config = join(this.folder, "prometheus.yml");
  private readonly args: readonly string[];

  /** @param secret Files of the Secret that it mounts. Defaults to none. */
  constructor(registrations: readonly Registration[], secret: Readonly<Record<string, string>> = {}) {
    this.args = find(registrations, "Deployment", "prometheus").inputs.spec.template.spec.containers[0].args;
    const { data } = find(registrations, "ConfigMap", "prometheus-config").inputs;
    const here = (text: string) =>
      [account, secretsFolder].reduce((all, each) => all.replaceAll(each, this.folder), text);
    for (const [name, text] of Object.entries({ ...data, ...secret, token: "token" } as Record<string, string>)) {
      writeFileSync(join(this.folder, name), here(text));
    }
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "/dev/null"];
    execFileSync("openssl", ["req", "-x509", ...key, "-subj", "/CN=cluster", "-out", join(this.folder, "ca.crt")], {
      stdio: "pipe",
    });
  }

  /** Starts the server as the pod does, at a port of its own. Flags that the pod has too replace the pod's. */
  async start(program: string, flags: readonly string[] = []): Promise<{ server: ChildProcess; port: number }> {
    const port = await freePort();
    const nameOf = (flag: string) => flag.split("=")[0];
    const given = [...flags, `--storage.tsdb.path=${join(this.folder, "data")}`];
    const args = this.args
      .filter((arg) => !given.map(nameOf).includes(nameOf(arg)))
      .map((arg) => arg.replace(configFolder, this.folder));
    const all = [...args, ...given, `--web.listen-address=127.0.0.1:${port}`];
    return { server: spawn(program, all, { cwd: this.folder, stdio: "ignore" }), port };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Ends a server and waits for its end. */
export async function stopped(server: ChildProcess): Promise<void> {
  server.kill();
  await once(server, "exit");
}

/** Waits for a condition, as long as the test may take. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(200);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
