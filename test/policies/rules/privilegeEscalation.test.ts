import { privilegeEscalation as rule } from "../../../policies/rules/privilegeEscalation";
import { emptyLists, moreContainers, onWindows, testRule } from "../ruleCases";

const place = (name: string) =>
  `container ${name}, securityContext.allowPrivilegeEscalation: privilege escalation is allowed`;

testRule(rule, {
  kept: {
    ...emptyLists,
    "a pod on Windows": onWindows,
    "a privileged container, which another rule reports": (pod) => {
      pod.containers[0].securityContext = { privileged: true };
    },
  },
  broken: {
    "escalation that is allowed": [
      (pod) => {
        pod.containers[0].securityContext.allowPrivilegeEscalation = true;
      },
      place("app"),
    ],
    "escalation that is not refused": [
      (pod) => {
        pod.containers[0].securityContext = null;
      },
      place("app"),
    ],
    "init and ephemeral containers": [moreContainers({}), place("prepare"), place("debug")],
    "a pod on Linux": [
      (pod) => {
        pod.os = { name: "linux" };
        pod.containers[0].securityContext = {};
      },
      place("app"),
    ],
  },
  mended: {
    "containers of all lists": [
      (pod, object) => {
        pod.containers[0].securityContext.allowPrivilegeEscalation = true;
        moreContainers({})(pod, object);
      },
      moreContainers({ securityContext: { allowPrivilegeEscalation: false } }),
    ],
  },
});
