import { cis, kubescape, podSecurity } from "../frameworks";
import { type Fields, read, set, withContainers, withPod } from "../mending";
import { onWindows, sharedSetting } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const field = "securityContext.seccompProfile";
const allowed = ["RuntimeDefault", "Localhost"];
const { effective, ofPod } = sharedSetting("seccompProfile.type");
const isAllowed = (type: string) => `${type} in ${JSON.stringify(allowed)}`;
const podIsRight = isAllowed(`${ofPod}.orValue('RuntimeDefault')`);

const confined = (part: Fields) =>
  allowed.includes(read(part, `${field}.type`) as string) ? part : set(field, { type: "RuntimeDefault" })(part);

export const seccompProfile: ObjectRule = {
  id: "seccomp-profile",
  title: "System calls are filtered",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [podSecurity("Restricted", "Seccomp"), cis("5.7.2"), kubescape("C-0055")],
  target: containers,
  field: `${field}.type`,
  valid: `${onWindows} || ${isAllowed(`${effective}.orValue('')`)} && ${podIsRight}`,
  problem:
    `${podIsRight} ? 'the seccomp profile is ' + ${effective}.orValue('not set') : ` +
    `'the seccomp profile of the pod is ' + ${ofPod}.orValue('')`,
  remedy: "Set it to RuntimeDefault for the pod, and leave it out of its containers.",
  mend: (object) =>
    withContainers(withPod(object, confined), (container) =>
      read(container, `${field}.type`) === undefined ? container : confined(container),
    ),
};
