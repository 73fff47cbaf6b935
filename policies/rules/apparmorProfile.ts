import { kubescape, nsa, podSecurity } from "../frameworks";
import { sharedSetting } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const { effective, ofPod } = sharedSetting("appArmorProfile.type");
const isConfined = (type: string) => `${type}.orValue('RuntimeDefault') in ['RuntimeDefault', 'Localhost']`;

// Before there was a field there was an annotation of the pod, which the API server copies to the field.
const metadata =
  "(object.kind == 'Pod' ? object.?metadata : object.kind == 'CronJob' ? " +
  "object.spec.jobTemplate.spec.template.?metadata : object.spec.template.?metadata)";
const annotation = `${metadata}.?annotations[?'container.apparmor.security.beta.kubernetes.io/' + container.name]`;

export const apparmorProfile: ObjectRule = {
  id: "apparmor-profile",
  title: "AppArmor is not switched off",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [podSecurity("Baseline", "AppArmor"), kubescape("C-0055"), nsa("Pod security enforcement")],
  target: containers,
  field: "securityContext.appArmorProfile.type",
  valid: `${isConfined(effective)} && ${isConfined(ofPod)} && ${annotation}.orValue('') != 'unconfined'`,
  problem:
    `${isConfined(ofPod)} ? 'the AppArmor profile is Unconfined' : ` +
    "'the AppArmor profile of the pod is Unconfined'",
  remedy: "Leave it and the annotation of the same meaning out, or set it to RuntimeDefault or Localhost.",
};
