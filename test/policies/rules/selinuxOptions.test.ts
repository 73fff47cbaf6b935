import { selinuxOptions as rule } from "../../../policies/rules/selinuxOptions";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, securityContext.seLinuxOptions`;
const problem = "the type is not one of a container, or a user or role is set";
const given = (ofPod?: object, ofContainer?: object) => (pod: any) => {
  pod.securityContext.seLinuxOptions = ofPod;
  pod.containers[0].securityContext.seLinuxOptions = ofContainer;
};

testRule(rule, {
  kept: {
    ...emptyLists,
    "a level": given({ level: "s0:c123,c456" }),
    "types of containers": given({ type: "container_t" }, { type: "container_engine_t", user: "", role: "" }),
  },
  broken: {
    "another type": [given(undefined, { type: "spc_t" }), `${place("app")}: ${problem}`],
    "a user": [given(undefined, { user: "system_u" }), `${place("app")}: ${problem}`],
    "a role": [given(undefined, { role: "system_r" }), `${place("app")}: ${problem}`],
    "another type for the pod, though the container has its own": [
      given({ type: "spc_t" }, { type: "container_t" }),
      `${place("app")}: for the pod, ${problem}`,
    ],
    "init and ephemeral containers": [
      moreContainers({ securityContext: { seLinuxOptions: { type: "spc_t" } } }),
      `${place("prepare")}: ${problem}`,
      `${place("debug")}: ${problem}`,
    ],
  },
});
