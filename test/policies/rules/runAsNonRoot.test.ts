import { runAsNonRoot as rule } from "../../../policies/rules/runAsNonRoot";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, securityContext.runAsNonRoot`;
const given = (ofPod: unknown, ofContainer?: unknown) => (pod: any) => {
  pod.securityContext.runAsNonRoot = ofPod;
  if (ofContainer !== undefined) pod.containers[0].securityContext.runAsNonRoot = ofContainer;
};

testRule(rule, {
  kept: {
    ...emptyLists,
    "the pod's word for all its containers": moreContainers({}),
    "the container's own word": given(undefined, true),
    "null for the container": given(true, null),
  },
  broken: {
    "nothing said": [given(undefined), `${place("app")}: the container may run as root`],
    "no security context at all": [
      (pod) => {
        pod.securityContext = null;
        pod.containers[0].securityContext = null;
      },
      `${place("app")}: the container may run as root`,
    ],
    "a container that overrides the pod": [given(true, false), `${place("app")}: the container may run as root`],
    "a pod that allows root, though the container does not": [
      given(false, true),
      `${place("app")}: the pod lets its containers run as root`,
    ],
    "init and ephemeral containers": [
      moreContainers({ securityContext: { runAsNonRoot: false } }),
      `${place("prepare")}: the container may run as root`,
      `${place("debug")}: the container may run as root`,
    ],
  },
  mended: {
    "what is not said": [given(undefined), given(true)],
    "what the pod and the container allow": [given(false, false), given(true, true)],
    "a container that overrides the pod": [given(true, false), given(true, true)],
  },
});
