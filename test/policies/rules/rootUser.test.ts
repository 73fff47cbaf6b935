import { rootUser as rule } from "../../../policies/rules/rootUser";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, securityContext.runAsUser`;

testRule(rule, {
  kept: {
    ...emptyLists,
    "no number, where the image says who runs": (pod) => {
      pod.securityContext = {};
      pod.containers[0].securityContext = null;
    },
    "another number for a container": moreContainers({ securityContext: { runAsUser: 65534 } }),
  },
  broken: {
    "user 0 for the pod": [
      (pod) => {
        pod.securityContext.runAsUser = 0;
      },
      `${place("app")}: the pod runs as user 0`,
    ],
    "user 0 for the pod, though the container has another": [
      (pod) => {
        pod.securityContext.runAsUser = 0;
        pod.containers[0].securityContext.runAsUser = 1000;
      },
      `${place("app")}: the pod runs as user 0`,
    ],
    "user 0 for containers of all lists": [
      (pod, object) => {
        pod.containers[0].securityContext.runAsUser = 0;
        moreContainers({ securityContext: { runAsUser: 0 } })(pod, object);
      },
      `${place("app")}: the container runs as user 0`,
      `${place("prepare")}: the container runs as user 0`,
      `${place("debug")}: the container runs as user 0`,
    ],
  },
});
