import { cis, kubeLinter, kubescape, nsa, podSecurity } from "../frameworks";
import { set, withContainers } from "../mending";
import { onWindows } from "../podExpressions";
import { quoted, type ObjectRule } from "../rule";
import { containers } from "../targets";

/** The API server lets no privileged container refuse escalation: the rule privileged reports that one. */
export const privilegeEscalation: ObjectRule = {
  id: "privilege-escalation",
  title: "Processes cannot gain more privileges than their parent",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [
    podSecurity("Restricted", "Privilege Escalation"),
    cis("5.2.6"),
    kubescape("C-0016"),
    kubeLinter("privilege-escalation-container"),
    nsa("Pod security enforcement"),
  ],
  target: containers,
  field: "securityContext.allowPrivilegeEscalation",
  valid:
    `${onWindows} || container.?securityContext.?privileged.orValue(false) || ` +
    "!container.?securityContext.?allowPrivilegeEscalation.orValue(true)",
  problem: quoted("privilege escalation is allowed"),
  remedy: "Set it to false.",
  mend: (object) => withContainers(object, set("securityContext.allowPrivilegeEscalation", false)),
};
