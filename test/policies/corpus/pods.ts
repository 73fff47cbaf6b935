import { digest } from "../given";
import { app, args, type Change, env, image, init, security, set, volume, without } from "./podChanges";

/** One way to break one field of a compliant pod. The API server's own validation accepts the result. */
export interface PodBreakage {
  readonly what: string;
  /** Id of the only rule that reports it. */
  readonly rule: string;
  /** Changes a pod specification in place. */
  readonly change: (pod: any) => void;
  /** The kinds of objects whose pods it breaks; absent: all. */
  readonly kinds?: readonly string[];
}

const serving = ["Pod", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

const probe = (name: string, action: string): PodBreakage => ({
  what: `${name} of another host by ${action}`,
  rule: "host-probes",
  change: app((container) => {
    container[name] = { [action]: { port: 8080, host: "10.0.0.1" } };
  }),
  kinds: serving,
});

const hook = (name: string): PodBreakage => ({
  what: `${name} hook of another host`,
  rule: "host-probes",
  change: app((container) => {
    container.lifecycle = { [name]: { httpGet: { port: 8080, host: "10.0.0.1" } } };
  }),
});

const broken = (rule: string, changes: Readonly<Record<string, Change>>, kinds?: readonly string[]): PodBreakage[] =>
  Object.entries(changes).map(([what, change]) => ({ what, rule, change, ...(kinds === undefined ? {} : { kinds }) }));

/** Every way to break one field of a compliant pod, as `given` makes it. */
export const podBreakages: readonly PodBreakage[] = [
  ...broken("host-namespaces", {
    "network of the node": set("hostNetwork", true),
    "processes of the node": set("hostPID", true),
    "shared memory of the node": set("hostIPC", true),
    "network of the node with a port": (pod) => {
      pod.hostNetwork = true;
      pod.containers[0].ports = [{ containerPort: 8080 }];
    },
  }),
  ...broken("host-ports", {
    "port of the node": app(set("ports", [{ containerPort: 8080, hostPort: 8080 }])),
    "one port of two": app(set("ports", [{ containerPort: 8080 }, { containerPort: 8081, hostPort: 8081 }])),
    "port of the node for an init container": init(set("ports", [{ containerPort: 8080, hostPort: 8080 }])),
  }),
  ...broken("host-paths", {
    "path of the node": volume("hostPath", { path: "/var/log" }),
    "typed path of the node": volume("hostPath", { path: "/var/run/docker.sock", type: "Socket" }),
  }),
  ...broken("volume-types", {
    "NFS volume": volume("nfs", { server: "files.example.com", path: "/" }),
    "iSCSI volume": volume("iscsi", { targetPortal: "10.0.0.1:3260", iqn: "iqn.2001-04.com.example:disk", lun: 0 }),
    "GCE disk": volume("gcePersistentDisk", { pdName: "data" }),
    "EBS disk": volume("awsElasticBlockStore", { volumeID: "vol-1" }),
    "Azure file share": volume("azureFile", { secretName: "share", shareName: "data" }),
    "Fibre Channel volume": volume("fc", { targetWWNs: ["50060e801049cfd1"], lun: 0 }),
    FlexVolume: volume("flexVolume", { driver: "example.com/disk" }),
    "Ceph file system": volume("cephfs", { monitors: ["10.0.0.1:6789"] }),
    "Ceph block device": volume("rbd", { monitors: ["10.0.0.1:6789"], image: "data" }),
  }),
  ...broken("privileged", {
    "privileged container": app((container) => {
      // The API server refuses a privileged container that also says false here.
      delete container.securityContext.allowPrivilegeEscalation;
      container.securityContext.privileged = true;
    }),
  }),
  ...broken("privilege-escalation", {
    "escalation allowed": app(security("allowPrivilegeEscalation", true)),
    "escalation not refused": app(security("allowPrivilegeEscalation", undefined)),
    "escalation not refused by an init container": init(security("allowPrivilegeEscalation", undefined)),
  }),
  ...broken("capabilities", {
    "capabilities not mentioned": app(security("capabilities", undefined)),
    "nothing dropped": app(security("capabilities", { drop: [] })),
    "some capabilities dropped": app(security("capabilities", { drop: ["NET_RAW", "CHOWN"] })),
    "capability added": app(security("capabilities", { drop: ["ALL"], add: ["NET_ADMIN"] })),
    "two capabilities added": app(security("capabilities", { drop: ["ALL"], add: ["NET_BIND_SERVICE", "SYS_TIME"] })),
    "nothing dropped by an init container": init(security("capabilities", undefined)),
  }),
  ...broken("run-as-non-root", {
    "root not refused": security("runAsNonRoot", undefined),
    "root allowed for the pod": security("runAsNonRoot", false),
    "root allowed for the container": app(security("runAsNonRoot", false)),
    "root allowed for an init container": init(security("runAsNonRoot", false)),
  }),
  ...broken("root-user", {
    "root as the pod's user": security("runAsUser", 0),
    "root as the container's user": app(security("runAsUser", 0)),
    "root as an init container's user": init(security("runAsUser", 0)),
  }),
  ...broken("seccomp-profile", {
    "no seccomp profile": security("seccompProfile", undefined),
    "no seccomp filter for the pod": security("seccompProfile", { type: "Unconfined" }),
    "no seccomp filter for the container": app(security("seccompProfile", { type: "Unconfined" })),
    "no seccomp filter for an init container": init(security("seccompProfile", { type: "Unconfined" })),
  }),
  ...broken("apparmor-profile", {
    "AppArmor off for the pod": security("appArmorProfile", { type: "Unconfined" }),
    "AppArmor off for the container": app(security("appArmorProfile", { type: "Unconfined" })),
    "AppArmor off for an init container": init(security("appArmorProfile", { type: "Unconfined" })),
  }),
  ...broken("selinux-options", {
    "SELinux type of the pod": security("seLinuxOptions", { type: "spc_t" }),
    "SELinux type of the container": app(security("seLinuxOptions", { type: "spc_t" })),
    "SELinux user": app(security("seLinuxOptions", { user: "system_u" })),
    "SELinux role": app(security("seLinuxOptions", { role: "system_r" })),
  }),
  ...broken("proc-mount", {
    "unmasked /proc": (pod) => {
      // The API server allows it only in a user namespace.
      pod.hostUsers = false;
      pod.containers[0].securityContext.procMount = "Unmasked";
    },
  }),
  ...broken("sysctls", {
    "parameter of the kernel": security("sysctls", [{ name: "kernel.msgmax", value: "65536" }]),
    "parameter of the network": security("sysctls", [{ name: "net.core.somaxconn", value: "1024" }]),
    "unsafe parameter beside a safe one": security("sysctls", [
      { name: "net.ipv4.tcp_syncookies", value: "1" },
      { name: "kernel.sem", value: "250 32000 100 128" },
    ]),
  }),
  probe("livenessProbe", "httpGet"),
  probe("readinessProbe", "httpGet"),
  probe("startupProbe", "httpGet"),
  probe("livenessProbe", "tcpSocket"),
  probe("readinessProbe", "tcpSocket"),
  hook("postStart"),
  hook("preStop"),
  ...broken("image-digest", {
    "image by tag": app(image("docker.io/library/redis:7.2")),
    "image without tag and digest": app(image("docker.io/library/redis")),
    "init container's image by tag": init(image("docker.io/library/redis:7.2")),
  }),
  ...broken("image-tag", {
    "latest, by digest": app(image(`docker.io/library/redis:latest@${digest}`)),
    "latest for an init container": init(image(`docker.io/library/redis:latest@${digest}`)),
  }),
  ...broken("image-registry", {
    "image of another registry": app(image(`registry.example.com/redis:7.2@${digest}`)),
    "image of a registry of like name": app(image(`docker.io.example.com/library/redis:7.2@${digest}`)),
    "image without a registry": app(image(`redis:7.2@${digest}`)),
    "init container's image of another registry": init(image(`registry.example.com/redis:7.2@${digest}`)),
  }),
  ...broken("read-only-root-filesystem", {
    "writable root file system": app(security("readOnlyRootFilesystem", false)),
    "root file system not mentioned": app(security("readOnlyRootFilesystem", undefined)),
    "writable root file system of an init container": init(security("readOnlyRootFilesystem", undefined)),
  }),
  ...broken("resource-limits", {
    "no limit of CPU": app(without("limits", "cpu")),
    "no limit of memory": app(without("limits", "memory")),
    "no requests and no limits": app(set("resources", {})),
    "nothing said of resources": app((container) => {
      delete container.resources;
    }),
    "no limits": app((container) => {
      delete container.resources.limits;
    }),
    "request of nothing": app((container) => {
      container.resources.requests.cpu = "0";
    }),
    "no limit of memory for an init container": init(without("limits", "memory")),
  }),
  ...broken(
    "probes",
    {
      "no readiness probe": app((container) => {
        delete container.readinessProbe;
      }),
      "no liveness probe": app((container) => {
        delete container.livenessProbe;
      }),
      "no probe": app((container) => {
        delete container.startupProbe;
        delete container.readinessProbe;
        delete container.livenessProbe;
      }),
      "no probe of a sidecar": init(set("restartPolicy", "Always")),
    },
    serving,
  ),
  ...broken("service-account-token", {
    "API token mounted": set("automountServiceAccountToken", true),
    "API token not refused": (pod) => {
      delete pod.automountServiceAccountToken;
    },
    "API token projected": volume("projected", { sources: [{ serviceAccountToken: { path: "token" } }] }),
  }),
  ...broken("default-service-account", {
    "default ServiceAccount": set("serviceAccountName", "default"),
    "no ServiceAccount": (pod) => {
      delete pod.serviceAccountName;
    },
  }),
  ...broken("secret-literals", {
    "password in a variable": app(env("REDIS_PASSWORD", "hunter2")),
    "key in a variable": app(env("API_KEY", "abc-def")),
    "private key": app(env("TLS", "-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----\n")),
    "cloud access key": app(env("CLOUD", "AKIAIOSFODNN7EXAMPLE")),
    "GitHub token": app(env("REPOSITORY", `ghp_${"a1".repeat(18)}`)),
    "JSON web token": app(env("SESSION", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl")),
    "password in a URL": app(env("DATABASE", "postgres://app:hunter2@postgres:5432/app")),
    "random text": app(env("SALT", "q7Gd0Vx2Lm9PzT4kWb1Ry8")),
    "password after a flag": app(args("--password", "hunter2")),
    "password in a flag": app(args("serve", "--redis-password=hunter2")),
    "password in a script": app(set("command", ["sh", "-c", "export DB_PASSWORD=hunter2\nexec serve"])),
    "password of an init container": init(env("REDIS_PASSWORD", "hunter2")),
  }),
];
