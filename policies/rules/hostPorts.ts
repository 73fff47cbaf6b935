import { cis, kubescape, podSecurity } from "../frameworks";
import type { ObjectRule } from "../rule";
import { declaredContainers } from "../targets";

const ports = "container.?ports.orValue([]).filter(port, port.?hostPort.orValue(0) != 0)";

/** On the node's network every port is one of the node's, and the API server says so: host-namespaces reports that. */
export const hostPorts: ObjectRule = {
  id: "host-ports",
  title: "Containers take no ports of the node",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [podSecurity("Baseline", "Host Ports"), cis("5.2.13"), kubescape("C-0044")],
  target: declaredContainers,
  field: "ports",
  valid: `variables.pod.?hostNetwork.orValue(false) || ${ports}.size() == 0`,
  problem: `'port ' + ${ports}.map(port, string(port.hostPort)).join(', ') + ' of the node is taken'`,
  remedy: "Leave hostPort out, and reach the container through a Service.",
};
