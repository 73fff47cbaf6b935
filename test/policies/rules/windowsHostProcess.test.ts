import { windowsHostProcess as rule } from "../../../policies/rules/windowsHostProcess";
import { emptyLists, moreContainers, onWindows, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, securityContext.windowsOptions.hostProcess`;
const hostProcess = (value: unknown) => ({ windowsOptions: { hostProcess: value } });

testRule(rule, {
  kept: {
    ...emptyLists,
    "a pod on Windows": onWindows,
    "containers that say no or nothing": (pod, object) => {
      pod.securityContext = hostProcess(false);
      moreContainers({ securityContext: hostProcess(null) })(pod, object);
    },
  },
  broken: {
    "a pod": [
      (pod) => {
        pod.securityContext = hostProcess(true);
      },
      `${place("app")}: the containers of the pod run as processes of the node`,
    ],
    "a pod, though its container declines": [
      (pod) => {
        pod.securityContext = hostProcess(true);
        pod.containers[0].securityContext = hostProcess(false);
      },
      `${place("app")}: the containers of the pod run as processes of the node`,
    ],
    "init and ephemeral containers": [
      moreContainers({ securityContext: hostProcess(true) }),
      `${place("prepare")}: the container runs as a process of the node`,
      `${place("debug")}: the container runs as a process of the node`,
    ],
  },
});
