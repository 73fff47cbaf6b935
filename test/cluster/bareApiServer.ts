import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { etcdSocket, storeAndServer } from "../../local/cluster/components";
import { credentialPaths, ensureServerCredentials, writeKubeconfigs } from "../../local/cluster/credentials";
import { choosePorts } from "../../local/cluster/ports";
import { startProcess, stopProcesses } from "../../local/cluster/processes";
import { ensureTools } from "../../local/toolchain/build";
import { eventually } from "./kubectl";

/** The local control plane's store and API server as a careless operator has them: without encryption and audit log. */
export class BareApiServer {
  private readonly home = mkdtempSync(join(tmpdir(), "bare-"));

  /** The administrator's kubeconfig. */
  readonly kubeconfig = credentialPaths(this.home).kubeconfig("admin");

  /** The store, as etcdctl's variable names it. */
  readonly etcd = `unix://${join(this.home, etcdSocket)}`;

  async start(): Promise<void> {
    const tools = await ensureTools(["etcd", "kube-apiserver"], () => undefined);
    mkdirSync(join(this.home, "logs"));
    ensureServerCredentials(this.home);
    const ports = await choosePorts(this.home, () => false);
    const port = ports["kube-apiserver"];
    const unused = { "kube-controller-manager": "", "kube-scheduler": "", kwok: "" };
    for (const component of storeAndServer(this.home, { ...tools, ...unused }, ports)) {
      const args = component.args.filter((arg) => !/^--(encryption|audit)-/.test(arg));
      await startProcess(this.home, { ...component, args });
    }
    await eventually(() => isReady(port));
    writeKubeconfigs(this.home, `https://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    await stopProcesses(this.home, ({ name }) => name !== "etcd");
    await stopProcesses(this.home, () => true);
    rmSync(this.home, { recursive: true });
  }
}

/** Throws until the API server says that it is ready. Nothing secret is sent, so that its certificate does not matter. */
function isReady(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path: "/readyz", rejectUnauthorized: false }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`the API server answers ${response.statusCode}`));
    });
    asked.on("error", reject);
    asked.end();
  });
}
