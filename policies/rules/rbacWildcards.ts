import { cis, kubeLinter } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

/** The lists of a rule that have a wildcard; `*` also stands before a subresource or behind the root of the URLs. */
const wild =
  "['apiGroups', 'resources', 'verbs', 'nonResourceURLs'].filter(list, " +
  "rule[?list].orValue([]).exists(entry, entry == '*' || entry == '/*' || entry.startsWith('*/')))";

export const rbacWildcards: ObjectRule = {
  id: "rbac-wildcards",
  title: "Roles name what they allow, without wildcards",
  checklist: "rbac",
  severity: "high",
  frameworks: [cis("5.1.3"), kubeLinter("wildcard-in-rules")],
  target: objects("Role", "ClusterRole"),
  field: "rules",
  valid: `object.?rules.orValue([]).all(rule, size(${wild}) == 0)`,
  problem: `'there is a wildcard in ' + object.rules.map(rule, ${wild}.join(' and ')).filter(lists, lists != '').join(', ')`,
  remedy: "Name the API groups, resources, verbs and URLs that are needed.",
};
