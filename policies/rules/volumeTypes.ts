import { podSecurity } from "../frameworks";
import type { ObjectRule } from "../rule";
import { pods } from "../targets";

const types = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

// A volume without a type is an emptyDir. The rule host-paths reports hostPath.
const known = JSON.stringify(["name", "hostPath", ...types]);
const others = `pod.?volumes.orValue([]).filter(volume, !volume.all(field, field in ${known}))`;

export const volumeTypes: ObjectRule = {
  id: "volume-types",
  title: "Volumes are of the types that hide no network storage or node",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [podSecurity("Restricted", "Volume Types")],
  target: pods,
  field: "volumes",
  valid: `${others}.size() == 0`,
  problem:
    `${others}.map(volume, 'volume ' + volume.name + ' is of type ' + ` +
    `volume.filter(field, !(field in ${known})).join(', ')).join(', ')`,
  remedy: `Use one of ${types.join(", ")}; storage of other types comes through a PersistentVolumeClaim.`,
};
