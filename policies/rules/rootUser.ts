import { cis, kubescape, nsa, podSecurity } from "../frameworks";
import { sharedSetting } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const { effective, ofPod } = sharedSetting("runAsUser");

/** Stricter than the standard, which lets pods with their own user namespace run as root. */
export const rootUser: ObjectRule = {
  id: "root-user",
  title: "Neither pods nor containers ask for user 0",
  checklist: "non-root",
  severity: "high",
  frameworks: [
    podSecurity("Restricted", "Running as Non-root user"),
    cis("5.2.7"),
    kubescape("C-0013"),
    nsa("Non-root containers and rootless container engines"),
  ],
  target: containers,
  field: "securityContext.runAsUser",
  valid: `${effective}.orValue(1) != 0 && ${ofPod}.orValue(1) != 0`,
  problem: `${ofPod}.orValue(1) != 0 ? 'the container runs as user 0' : 'the pod runs as user 0'`,
  remedy: "Use the number of the image's own user, at the pod and at the container.",
};
