import { cis, podSecurity } from "../frameworks";
import { sharedSetting } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const { effective, ofPod } = sharedSetting("windowsOptions.hostProcess");

export const windowsHostProcess: ObjectRule = {
  id: "windows-host-process",
  title: "Windows containers are not processes of the node",
  checklist: "security-contexts",
  severity: "critical",
  frameworks: [podSecurity("Baseline", "HostProcess"), cis("5.2.11")],
  target: containers,
  field: "securityContext.windowsOptions.hostProcess",
  valid: `!${effective}.orValue(false) && !${ofPod}.orValue(false)`,
  problem:
    `${ofPod}.orValue(false) ? 'the containers of the pod run as processes of the node' : ` +
    "'the container runs as a process of the node'",
  remedy: "Leave it out.",
};
