import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./pack";
import { rules } from "./rules";

new PolicyPack("orchestrix-hardening", {
  displayName: "Kubernetes hardening checklist",
  description: "The runbook's security hardening checklist for any stack of Kubernetes objects.",
  enforcementLevel: "mandatory",
  policies: policiesOf(rules),
});
