import { cis, kubescape, nsa } from "../frameworks";
import { quoted, type ObjectRule } from "../rule";
import { containers } from "../targets";

export const readOnlyRootFilesystem: ObjectRule = {
  id: "read-only-root-filesystem",
  title: "Containers have a read-only root file system",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [kubescape("C-0017"), nsa("Immutable container file systems"), cis("5.6.3")],
  target: containers,
  field: "securityContext.readOnlyRootFilesystem",
  valid: "container.?securityContext.?readOnlyRootFilesystem.orValue(false)",
  problem: quoted("the root file system is writable"),
  remedy: "Set it to true, and mount an emptyDir where the container writes.",
};
