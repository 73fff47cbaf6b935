import { hostPaths as rule } from "../../../policies/rules/hostPaths";
import { emptyLists, testRule } from "../ruleCases";

testRule(rule, {
  kept: {
    ...emptyLists,
    "other volumes": (pod) => {
      pod.volumes = [{ name: "data", emptyDir: {} }, { name: "bare" }, { name: "none", hostPath: null, secret: {} }];
    },
  },
  broken: {
    "paths of the node, named in one message": [
      (pod) => {
        pod.volumes = [{ name: "log", hostPath: { path: "/var/log" } }, { name: "ok" }, { name: "root", hostPath: {} }];
      },
      "volumes: volume log, root mounts files of the node",
    ],
  },
});
