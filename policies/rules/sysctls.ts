import { kubeLinter, podSecurity } from "../frameworks";
import type { ObjectRule } from "../rule";
import { pods } from "../targets";

/** The settings of the kernel that concern the pod alone, as of Kubernetes 1.32. */
const safe = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

const names = "pod.?securityContext.?sysctls.orValue([]).map(sysctl, sysctl.name)";
const others = `${names}.filter(name, !(name in ${JSON.stringify(safe)}))`;

export const sysctls: ObjectRule = {
  id: "sysctls",
  title: "Pods set no unsafe kernel parameters",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [podSecurity("Baseline", "Sysctls"), kubeLinter("unsafe-sysctls")],
  target: pods,
  field: "securityContext.sysctls",
  valid: `${others}.size() == 0`,
  problem: `${others}.join(', ') + ' is not safe'`,
  remedy: "Leave it out, or have the node's administrator set it.",
};
