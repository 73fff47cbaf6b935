import { podSecurity } from "../frameworks";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const handlers = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.?postStart", "lifecycle.?preStop"];
const hosts = handlers
  .flatMap((handler) => ["httpGet", "tcpSocket"].map((action) => `container.?${handler}.?${action}.?host.orValue('')`))
  .join(", ");

export const hostProbes: ObjectRule = {
  id: "host-probes",
  title: "Probes and hooks ask the pod itself, not another host",
  checklist: "security-contexts",
  severity: "medium",
  frameworks: [podSecurity("Baseline", "Host Probes / Lifecycle Hooks")],
  target: containers,
  field: "livenessProbe|readinessProbe|startupProbe|lifecycle",
  valid: `[${hosts}].all(host, host == '')`,
  problem: `'a probe or hook asks the host ' + [${hosts}].filter(host, host != '').join(', ')`,
  remedy: "Leave host out: the pod's own address is the default.",
};
