/**
 * The commands behind `make`: the stack on the local control plane. What they need is built or installed on first use.
 * Lines for people go to standard error, so that `env` can be evaluated by a shell.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { deploy, OperationFailed } from "../operations/deploy";
import { terminal } from "../operations/posture/format";
import { posture } from "../operations/posture/posture";
import { exitCode } from "../operations/posture/report";
import { projectRoot as root, readStackSettings } from "../operations/project";
import { runbookNamespace } from "../components";
import { stackPolicy } from "../policies/stackPolicy";
import { etcdSocket } from "./cluster/components";
import { startControlPlane, stopControlPlane } from "./cluster/controlPlane";
import { engineEnvironment } from "./engine/environment";
import { ensurePlugins } from "./engine/plugins";
import { removeStaleLocks } from "./staleLocks";
import { summarize } from "./summary";
import { ensureTools } from "./toolchain/build";
import { toolNames } from "./toolchain/tools";
import { prepareWorkspace } from "./workspace";

const state = join(root, ".local");
const clusterHome = join(state, "cluster");
const report = (line: string) => {
  console.error(`  ${line}`);
};

const next = [
  'eval "$(make -s env)"                          kubectl and pulumi in this shell talk to the local stack',
  "kubectl get pods --namespace orchestrix-pilot    the first command of the runbook",
  "make preview STACK=prod                          what production would get",
  "make posture                                     the security hardening checklist, read from this cluster",
  "make down                                        stop the control plane; its state stays",
];

/** Builds, starts and installs what the engine needs, and points this process at it. */
async function prepare() {
  const tools = await ensureTools(["pulumi", "kubectl"], report);
  const { kubeconfig } = await startControlPlane({ home: clusterHome, report });
  await ensurePlugins({ pulumi: tools.pulumi, home: join(state, "pulumi"), report });
  const environment = engineEnvironment({ root, tools, kubeconfig });
  if (removeStaleLocks(join(state, "state")) > 0) report("removed the lock of an operation that was killed");
  Object.assign(process.env, environment);
  return { tools, kubeconfig, environment };
}

const commands: Record<string, (stack: string) => Promise<void>> = {
  async tools() {
    await ensureTools(toolNames, report);
  },
  async up(stack) {
    readStackSettings(stack);
    const { tools, kubeconfig } = await prepare();
    const result = await deploy("up", { stack, workDir: prepareWorkspace(root, state, stack) });
    const { text, ready } = await summarize(result, {
      kubectl: tools.kubectl,
      kubeconfig,
      namespace: runbookNamespace,
      next,
    });
    console.error(`\n${text}`);
    if (!ready) process.exitCode = 1;
  },
  async preview(stack) {
    readStackSettings(stack);
    await prepare();
    await deploy("preview", { stack, workDir: prepareWorkspace(root, state, stack) });
  },
  async posture(stack) {
    await prepare();
    const report = await posture({
      namespace: runbookNamespace,
      policy: stackPolicy(readStackSettings(stack)),
      etcd: { ETCDCTL_ENDPOINTS: `unix://${join(clusterHome, etcdSocket)}` },
    });
    console.log(terminal(report));
    process.exitCode = exitCode(report);
  },
  async destroy(stack) {
    await prepare();
    await deploy("destroy", { stack, workDir: prepareWorkspace(root, state, stack) });
  },
  async env() {
    const { environment } = await prepare();
    const quoted = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`;
    // A passphrase that the shell has already would win over ours.
    console.log("unset PULUMI_CONFIG_PASSPHRASE");
    for (const [name, value] of Object.entries({ ...environment, PULUMI_STACK: "local" })) {
      console.log(`export ${name}=${quoted(value)}`);
    }
  },
  async down() {
    await stopControlPlane({ home: clusterHome, report });
  },
  async clean() {
    await stopControlPlane({ home: clusterHome, report });
    rmSync(state, { recursive: true, force: true });
  },
};

async function main([name, stack = "local"]: string[]): Promise<void> {
  if (!(name in commands)) throw new Error(`unknown command ${name}; there are ${Object.keys(commands).join(", ")}`);
  await commands[name](stack);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  console.error(error instanceof OperationFailed ? `\n${message}` : `error: ${message}`);
  process.exitCode = 1;
});
