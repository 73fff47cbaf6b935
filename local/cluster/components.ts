import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { credentialPaths, type UserName } from "./credentials";
import type { Ports } from "./ports";

export const componentNames = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;

export type ComponentName = (typeof componentNames)[number];

/** A program of the control plane as it should run. */
export interface Component {
  name: ComponentName;
  /** Absolute path of the program. */
  binary: string;
  args: string[];
  /** Variables of its own; it gets no others of the starter but PATH. */
  environment: Readonly<Record<string, string>>;
  /** Fingerprint of the program, its arguments, variables and the files it reads at its start: a process with another one is out of date. */
  revision: string;
}

export type Binaries = Record<ComponentName, string>;

/** etcd's socket, relative to the home, which is every component's working directory: a socket's path is short by law. */
export const etcdSocket = "etcd.sock:0";

const serviceRange = "10.96.0.0/16";
const config = join(__dirname, "config");
// The files that a self-managed cluster is told to use.
const shipped = join(__dirname, "../../docs/cluster");
const auditPolicy = join(shipped, "audit-policy.yaml");
const admission = join(shipped, "admission-configuration.yaml");
const stages = ["simulated-nodes.yaml", "simulated-pods.yaml", "simulated-volumes.yaml"].map((file) =>
  join(config, file),
);

/** The objects that a cluster has before anybody deploys to it. */
export const clusterObjects = join(config, "cluster.yaml");

/** The store and the API server. They need the server's credentials. */
export function storeAndServer(home: string, binaries: Binaries, ports: Ports): Component[] {
  const paths = credentialPaths(home);
  const peer = "unix://etcd-peer.sock:0";
  return [
    component("etcd", binaries, [
      "--name=local",
      "--data-dir=etcd",
      // A socket in a folder of mode 0700 is the authentication: a port would be open to everybody on the machine.
      `--listen-client-urls=unix://${etcdSocket}`,
      `--advertise-client-urls=unix://${etcdSocket}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=local=${peer}`,
      "--auto-compaction-retention=1h",
    ]),
    component(
      "kube-apiserver",
      binaries,
      [
        `--etcd-servers=unix://${etcdSocket}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${ports["kube-apiserver"]}`,
        // No pod can reach this server, and endpoints may not be loopback addresses: there are none to keep.
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",
        `--cert-dir=${paths.serving}`,
        `--token-auth-file=${paths.tokens}`,
        "--authorization-mode=Node,RBAC",
        "--allow-privileged=true",
        // The simulated nodes' host names are in no DNS.
        "--kubelet-preferred-address-types=InternalIP",
        `--service-cluster-ip-range=${serviceRange}`,
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        `--service-account-key-file=${paths.serviceAccountPublicKey}`,
        `--service-account-signing-key-file=${paths.serviceAccountKey}`,
        `--encryption-provider-config=${paths.encryption}`,
        `--audit-policy-file=${auditPolicy}`,
        "--audit-log-path=logs/audit.log",
        "--audit-log-maxsize=50",
        "--audit-log-maxbackup=1",
        `--admission-control-config-file=${admission}`,
        "--enable-admission-plugins=NodeRestriction",
        "--profiling=false",
      ],
      [paths.tokens, paths.serviceAccountKey, paths.encryption, auditPolicy, admission],
    ),
  ];
}

/** What works on the objects: controllers and scheduler. They need their kubeconfigs. */
export function controllers(home: string, binaries: Binaries, ports: Ports): Component[] {
  const paths = credentialPaths(home);
  const client = (user: UserName) => [`--kubeconfig=${paths.kubeconfig(user)}`];
  const serving = (name: "kube-controller-manager" | "kube-scheduler") => [
    "--bind-address=127.0.0.1",
    `--secure-port=${ports[name]}`,
    "--leader-elect=false",
    "--profiling=false",
  ];
  return [
    component(
      "kube-controller-manager",
      binaries,
      [
        ...client("kube-controller-manager"),
        ...serving("kube-controller-manager"),
        "--use-service-account-credentials=true",
        `--service-account-private-key-file=${paths.serviceAccountKey}`,
        `--root-ca-file=${paths.certificate}`,
      ],
      [paths.kubeconfig("kube-controller-manager"), paths.serviceAccountKey],
    ),
    component(
      "kube-scheduler",
      binaries,
      [...client("kube-scheduler"), ...serving("kube-scheduler")],
      [paths.kubeconfig("kube-scheduler")],
    ),
  ];
}

/** What plays the nodes. It needs its kubeconfig, and its rights among the cluster's objects. */
export function simulator(home: string, binaries: Binaries, ports: Ports): Component[] {
  const kubeconfig = credentialPaths(home).kubeconfig("kwok");
  return [
    component(
      "kwok",
      binaries,
      [
        `--kubeconfig=${kubeconfig}`,
        ...stages.map((file) => `--config=${file}`),
        "--manage-all-nodes",
        "--node-lease-duration-seconds=0",
        `--server-address=127.0.0.1:${ports.kwok}`,
      ],
      [kubeconfig, ...stages],
      // Its controllers for nodes, pods and volumes each make a CEL environment at their first object, and those share maps
      // without a lock (easycel 0.6.0): on two processors at once they end the program.
      { GOMAXPROCS: "1" },
    ),
  ];
}

function component(
  name: ComponentName,
  binaries: Binaries,
  args: string[],
  reads: string[] = [],
  environment: Component["environment"] = {},
): Component {
  const binary = binaries[name];
  const revision = createHash("sha256").update(JSON.stringify([binary, args, environment]));
  for (const file of reads) revision.update(readFileSync(file));
  return { name, binary, args, environment, revision: revision.digest("hex").slice(0, 16) };
}
