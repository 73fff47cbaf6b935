import { procMount as rule } from "../../../policies/rules/procMount";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

testRule(rule, {
  kept: { ...emptyLists, "the default, written out": moreContainers({ securityContext: { procMount: "Default" } }) },
  broken: {
    "unmasked files": [
      (pod, object) => {
        pod.containers[0].securityContext.procMount = "Unmasked";
        moreContainers({ securityContext: { procMount: "Unmasked" } })(pod, object);
      },
      "container app, securityContext.procMount: /proc is mounted Unmasked",
      "container prepare, securityContext.procMount: /proc is mounted Unmasked",
      "container debug, securityContext.procMount: /proc is mounted Unmasked",
    ],
  },
});
