import { podSecurity } from "../frameworks";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const type = "container.?securityContext.?procMount.orValue('Default')";

export const procMount: ObjectRule = {
  id: "proc-mount",
  title: "The kernel's files in /proc stay masked",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [podSecurity("Restricted", "/proc Mount Type")],
  target: containers,
  field: "securityContext.procMount",
  valid: `${type} == 'Default'`,
  problem: `'/proc is mounted ' + ${type}`,
  remedy: "Leave it out.",
};
