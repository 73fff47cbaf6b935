import { cis, kubeLinter, kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

/** The verbs of a rule that reach Secrets which it does not name. A list shows the values, whatever its names are. */
const reaching =
  "(rule.?apiGroups.orValue([]).exists(group, group in ['', '*']) && " +
  "rule.?resources.orValue([]).exists(resource, resource in ['secrets', '*']) ? " +
  "rule.?verbs.orValue([]).filter(verb, verb in ['list', 'watch', 'deletecollection', '*'] || " +
  "verb == 'get' && size(rule.?resourceNames.orValue([])) == 0) : [])";

export const rbacSecrets: ObjectRule = {
  id: "rbac-secrets",
  title: "Secrets are read by name, or by Roles that are declared to read all",
  checklist: "rbac",
  severity: "high",
  frameworks: [kubescape("C-0015"), cis("5.1.2"), kubeLinter("access-to-secrets")],
  target: objects("Role", "ClusterRole"),
  field: "rules",
  valid:
    "variables.name in variables.secretReaders || " + `object.?rules.orValue([]).all(rule, size(${reaching}) == 0)`,
  problem:
    "'every Secret is open to ' + " +
    `object.rules.map(rule, ${reaching}.join(' and ')).filter(verbs, verbs != '').join(', ')`,
  remedy: "Allow get with resourceNames, or add the Role to the secretReaders.",
  parameters: ["secretReaders"],
};
