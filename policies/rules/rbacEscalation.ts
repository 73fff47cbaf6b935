import { cis, kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

/** The verbs of a rule by which its holder gets rights that the Role does not list. */
const escalating =
  "rule.?verbs.orValue([]).filter(verb, verb in ['escalate', 'bind'] || verb.startsWith('impersonate') || " +
  "verb == 'create' && 'serviceaccounts/token' in rule.?resources.orValue([]))";

export const rbacEscalation: ObjectRule = {
  id: "rbac-escalation",
  title: "Roles do not let their holders take more rights",
  checklist: "rbac",
  severity: "critical",
  frameworks: [kubescape("C-0065"), cis("5.1.8"), cis("5.1.13")],
  target: objects("Role", "ClusterRole"),
  field: "rules",
  valid: `object.?rules.orValue([]).all(rule, size(${escalating}) == 0)`,
  problem:
    `'rights that are not listed can be had by ' + object.rules.filter(rule, size(${escalating}) > 0)` +
    `.map(rule, ${escalating}.join(' and ') + ' on ' + rule.?resources.orValue([]).join(' and ')).join(', ')`,
  remedy: "Remove the verb, and grant the rights that are needed directly.",
};
