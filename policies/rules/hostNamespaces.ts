import { cis, kubeLinter, kubescape, nsa, podSecurity } from "../frameworks";
import type { ObjectRule } from "../rule";
import { pods } from "../targets";

const namespaces = "['hostNetwork', 'hostPID', 'hostIPC'].filter(field, pod[?field].orValue(false))";

export const hostNamespaces: ObjectRule = {
  id: "host-namespaces",
  title: "Pods do not share the node's namespaces",
  checklist: "security-contexts",
  severity: "critical",
  frameworks: [
    podSecurity("Baseline", "Host Namespaces"),
    cis("5.2.3"),
    cis("5.2.4"),
    cis("5.2.5"),
    kubescape("C-0038"),
    kubescape("C-0041"),
    kubeLinter("host-network"),
    kubeLinter("host-pid"),
    kubeLinter("host-ipc"),
    nsa("Pod security enforcement"),
  ],
  target: pods,
  field: "hostNetwork|hostPID|hostIPC",
  valid: `${namespaces}.size() == 0`,
  problem: `${namespaces}.join(', ') + ' shares a namespace of the node with the pod'`,
  remedy: "Leave these fields out.",
};
