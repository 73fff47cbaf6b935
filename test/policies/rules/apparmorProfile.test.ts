import { apparmorProfile as rule } from "../../../policies/rules/apparmorProfile";
import { emptyLists, moreContainers, type PodChange, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, securityContext.appArmorProfile.type`;
const given = (ofPod?: string, ofContainer?: string) => (pod: any) => {
  pod.securityContext.appArmorProfile = ofPod && { type: ofPod };
  pod.containers[0].securityContext.appArmorProfile = ofContainer && { type: ofContainer };
};
const annotated =
  (container: string, profile: string): PodChange =>
  (_, object) => {
    const outer = object.kind === "CronJob" ? object.spec.jobTemplate : object;
    const owner = object.kind === "Pod" ? object : outer.spec.template;
    owner.metadata = {
      ...owner.metadata,
      annotations: { [`container.apparmor.security.beta.kubernetes.io/${container}`]: profile },
    };
  };

testRule(rule, {
  kept: {
    ...emptyLists,
    "the runtime's profile": given("RuntimeDefault"),
    "a profile of the node's": given("Localhost", "RuntimeDefault"),
    "the old annotation with a profile": annotated("app", "runtime/default"),
    "the old annotation of another container": annotated("other", "unconfined"),
    "a template without metadata": (_, object) => {
      if (object.kind !== "Pod" && object.kind !== "CronJob") delete object.spec.template.metadata;
    },
  },
  broken: {
    "none for the pod": [given("Unconfined"), `${place("app")}: the AppArmor profile of the pod is Unconfined`],
    "none for the pod, though the container has one": [
      given("Unconfined", "RuntimeDefault"),
      `${place("app")}: the AppArmor profile of the pod is Unconfined`,
    ],
    "none for the container": [
      given("RuntimeDefault", "Unconfined"),
      `${place("app")}: the AppArmor profile is Unconfined`,
    ],
    "the old annotation without a profile": [
      annotated("app", "unconfined"),
      `${place("app")}: the AppArmor profile is Unconfined`,
    ],
    "init and ephemeral containers": [
      moreContainers({ securityContext: { appArmorProfile: { type: "Unconfined" } } }),
      `${place("prepare")}: the AppArmor profile is Unconfined`,
      `${place("debug")}: the AppArmor profile is Unconfined`,
    ],
  },
});
