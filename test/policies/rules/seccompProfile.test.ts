import { seccompProfile as rule } from "../../../policies/rules/seccompProfile";
import { emptyLists, moreContainers, onWindows, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, securityContext.seccompProfile.type`;
const given = (ofPod?: string, ofContainer?: string) => (pod: any) => {
  pod.securityContext.seccompProfile = ofPod && { type: ofPod };
  if (ofContainer !== undefined) pod.containers[0].securityContext.seccompProfile = { type: ofContainer };
};

testRule(rule, {
  kept: {
    ...emptyLists,
    "a pod on Windows": onWindows,
    "a profile of the node's": given("Localhost"),
    "the container's own profile": given(undefined, "RuntimeDefault"),
    "the pod's profile for all its containers": moreContainers({}),
  },
  broken: {
    "no profile": [given(), `${place("app")}: the seccomp profile is not set`],
    "no security context at all": [
      (pod) => {
        pod.securityContext = null;
        pod.containers[0].securityContext = null;
      },
      `${place("app")}: the seccomp profile is not set`,
    ],
    "no filter for the pod": [given("Unconfined"), `${place("app")}: the seccomp profile of the pod is Unconfined`],
    "no filter for the pod, though the container has one": [
      given("Unconfined", "RuntimeDefault"),
      `${place("app")}: the seccomp profile of the pod is Unconfined`,
    ],
    "a container that overrides the pod": [
      given("RuntimeDefault", "Unconfined"),
      `${place("app")}: the seccomp profile is Unconfined`,
    ],
    "init and ephemeral containers": [
      moreContainers({ securityContext: { seccompProfile: { type: "Unconfined" } } }),
      `${place("prepare")}: the seccomp profile is Unconfined`,
      `${place("debug")}: the seccomp profile is Unconfined`,
    ],
  },
  mended: {
    "what is not said": [given(), given("RuntimeDefault")],
    "no filter for the pod": [given("Unconfined", "Localhost"), given("RuntimeDefault", "Localhost")],
    "no filter for the container": [given("Localhost", "Unconfined"), given("Localhost", "RuntimeDefault")],
  },
});
