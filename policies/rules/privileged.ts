import { cis, kubeLinter, kubescape, nsa, podSecurity } from "../frameworks";
import { quoted, type ObjectRule } from "../rule";
import { containers } from "../targets";

export const privileged: ObjectRule = {
  id: "privileged",
  title: "Containers are not privileged",
  checklist: "security-contexts",
  severity: "critical",
  frameworks: [
    podSecurity("Baseline", "Privileged Containers"),
    cis("5.2.2"),
    kubescape("C-0057"),
    kubeLinter("privileged-container"),
    nsa("Pod security enforcement"),
  ],
  target: containers,
  field: "securityContext.privileged",
  valid: "!container.?securityContext.?privileged.orValue(false)",
  problem: quoted("the container has all rights on the node"),
  remedy: "Leave it out, and set allowPrivilegeEscalation to false.",
};
