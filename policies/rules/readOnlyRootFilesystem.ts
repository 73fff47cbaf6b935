import { cis, kubescape, nsa } from "../frameworks";
import { set, withContainers } from "../mending";
import { onWindows } from "../podExpressions";
import { quoted, type ObjectRule } from "../rule";
import { containers } from "../targets";

export const readOnlyRootFilesystem: ObjectRule = {
  id: "read-only-root-filesystem",
  title: "Containers have a read-only root file system",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [kubescape("C-0017"), nsa("Immutable container file systems"), cis("5.7.3")],
  target: containers,
  field: "securityContext.readOnlyRootFilesystem",
  // The API server refuses the field for pods on Windows.
  valid: `${onWindows} || container.?securityContext.?readOnlyRootFilesystem.orValue(false)`,
  problem: quoted("the root file system is writable"),
  remedy: "Set it to true, and mount an emptyDir where the container writes.",
  mend: (object) => withContainers(object, set("securityContext.readOnlyRootFilesystem", true)),
};
