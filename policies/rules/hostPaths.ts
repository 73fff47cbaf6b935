import { cis, kubescape, podSecurity } from "../frameworks";
import type { ObjectRule } from "../rule";
import { pods } from "../targets";

const mounted = "pod.?volumes.orValue([]).filter(volume, volume.?hostPath.hasValue())";

export const hostPaths: ObjectRule = {
  id: "host-paths",
  title: "Pods do not mount the node's files",
  checklist: "security-contexts",
  severity: "critical",
  frameworks: [podSecurity("Baseline", "HostPath Volumes"), cis("5.2.12"), kubescape("C-0048")],
  target: pods,
  field: "volumes",
  valid: `${mounted}.size() == 0`,
  problem: `'volume ' + ${mounted}.map(volume, volume.name).join(', ') + ' mounts files of the node'`,
  remedy: "Use an emptyDir, a ConfigMap or a PersistentVolumeClaim instead of hostPath.",
};
