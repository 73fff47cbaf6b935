import { volumeTypes as rule } from "../../../policies/rules/volumeTypes";
import { emptyLists, testRule } from "../ruleCases";

const types =
  "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret hostPath".split(" ");

testRule(rule, {
  kept: {
    ...emptyLists,
    "the types of the standard, and the node's files, which another rule reports": (pod) => {
      pod.volumes = types.map((type) => ({ name: type.toLowerCase(), [type]: {} }));
    },
    "a volume without a type, which is an emptyDir": (pod) => {
      pod.volumes = [{ name: "bare" }, { name: "null", nfs: null }];
    },
  },
  broken: {
    "other types, each named": [
      (pod) => {
        pod.volumes = [
          { name: "a", nfs: {} },
          { name: "ok", secret: {} },
          { name: "b", iscsi: {} },
        ];
      },
      "volumes: volume a is of type nfs, volume b is of type iscsi",
    ],
  },
});
