import { kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

/** Entries that say which certificate they mean. */
const certified = "object.spec.?tls.orValue([]).filter(entry, entry.?secretName.orValue('') != '')";

/** A wildcard stands for exactly one label: *.example.com is for a.example.com, not for example.com or b.a.example.com. */
const same =
  "name == host || name.startsWith('*.') && host.contains('.') && name.substring(1) == host.substring(host.indexOf('.'))";

/** Hosts of the rules, `any host` for a rule or a default backend without one, that no certificate is for. */
const open =
  "(object.spec.?rules.orValue([]).map(rule, rule.?host.orValue('')) + " +
  "(has(object.spec.defaultBackend) ? [''] : []))" +
  `.filter(host, !${certified}.exists(entry, host == '' || entry.?hosts.orValue([]).exists(name, ${same})))`;

export const ingressTls: ObjectRule = {
  id: "ingress-tls",
  title: "An Ingress serves every host by TLS",
  checklist: "network-policies",
  severity: "high",
  frameworks: [kubescape("C-0263")],
  target: objects("Ingress"),
  field: "spec.tls",
  valid: `size(${open}) == 0`,
  problem: `${open}.map(host, host == '' ? 'any host' : host).join(' and ') + ' is served in clear text'`,
  remedy: "Add the host to an entry with a secretName.",
};
