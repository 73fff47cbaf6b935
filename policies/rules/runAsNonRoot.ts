import { cis, kubeLinter, kubescape, nsa, podSecurity } from "../frameworks";
import { read, set, withContainers, withPod } from "../mending";
import { sharedSetting } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const field = "securityContext.runAsNonRoot";
const { effective, ofPod } = sharedSetting("runAsNonRoot");

/** Stricter than the standard, which lets pods with their own user namespace run as root. */
export const runAsNonRoot: ObjectRule = {
  id: "run-as-non-root",
  title: "Containers are refused by the kubelet if they would run as root",
  checklist: "non-root",
  severity: "high",
  frameworks: [
    podSecurity("Restricted", "Running as Non-root"),
    cis("5.2.7"),
    kubescape("C-0013"),
    kubeLinter("run-as-non-root"),
    nsa("Non-root containers and rootless container engines"),
  ],
  target: containers,
  field,
  valid: `${effective}.orValue(false) && ${ofPod}.orValue(true)`,
  problem: `${ofPod}.orValue(true) ? 'the container may run as root' : ` + "'the pod lets its containers run as root'",
  remedy: "Set runAsNonRoot to true for the pod, and leave it out of its containers.",
  mend: (object) =>
    withContainers(withPod(object, set(field, true)), (container) =>
      read(container, field) === false ? set(field, true)(container) : container,
    ),
};
