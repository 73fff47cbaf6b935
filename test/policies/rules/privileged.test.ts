import { privileged as rule } from "../../../policies/rules/privileged";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const place = (name: string) =>
  `container ${name}, securityContext.privileged: the container has all rights on the node`;

testRule(rule, {
  kept: {
    ...emptyLists,
    "containers that say no or nothing": (pod, object) => {
      pod.containers[0].securityContext.privileged = false;
      moreContainers({ securityContext: { privileged: null } })(pod, object);
    },
  },
  broken: {
    "a privileged container": [
      (pod) => {
        pod.containers[0].securityContext.privileged = true;
      },
      place("app"),
    ],
    "privileged init and ephemeral containers": [
      moreContainers({ securityContext: { privileged: true } }),
      place("prepare"),
      place("debug"),
    ],
  },
});
