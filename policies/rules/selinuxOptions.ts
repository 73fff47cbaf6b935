import { kubescape, podSecurity } from "../frameworks";
import { sharedSetting } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const types = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
const options = sharedSetting("seLinuxOptions");
const areDefault = (given: string) =>
  `${given}.?type.orValue('') in ${JSON.stringify(["", ...types])} && ` +
  `${given}.?user.orValue('') == '' && ${given}.?role.orValue('') == ''`;
const both = [options.effective, options.ofPod].map((given) => `(${given})`).map(areDefault);

export const selinuxOptions: ObjectRule = {
  id: "selinux-options",
  title: "SELinux confines containers as containers",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [podSecurity("Baseline", "SELinux"), kubescape("C-0055")],
  target: containers,
  field: "securityContext.seLinuxOptions",
  valid: both.join(" && "),
  problem:
    `${both[1]} ? 'the type is not one of a container, or a user or role is set' : ` +
    "'for the pod, the type is not one of a container, or a user or role is set'",
  remedy: `Set no user and no role, and as the type nothing or one of ${types.join(", ")}.`,
};
