import { cis, kubescape, nsa, podSecurity } from "../frameworks";
import { read, set, withContainers } from "../mending";
import { onWindows } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

const dropsAll = "'ALL' in container.?securityContext.?capabilities.?drop.orValue([])";
const added =
  "container.?securityContext.?capabilities.?add.orValue([]).filter(capability, capability != 'NET_BIND_SERVICE')";

export const capabilities: ObjectRule = {
  id: "capabilities",
  title: "Containers drop all capabilities and add none but NET_BIND_SERVICE",
  checklist: "security-contexts",
  severity: "high",
  frameworks: [
    podSecurity("Restricted", "Capabilities"),
    cis("5.2.8"),
    cis("5.2.9"),
    cis("5.2.10"),
    kubescape("C-0046"),
    nsa("Pod security enforcement"),
  ],
  target: containers,
  field: "securityContext.capabilities",
  valid: `${onWindows} || ${dropsAll} && ${added}.size() == 0`,
  problem:
    `((${dropsAll} ? [] : ['not all capabilities are dropped']) + ` +
    `${added}.map(capability, capability + ' is added')).join(', ')`,
  remedy: 'Set drop to ["ALL"], and add nothing but NET_BIND_SERVICE.',
  mend: (object) =>
    withContainers(object, (container) =>
      ((read(container, "securityContext.capabilities.drop") ?? []) as string[]).includes("ALL")
        ? container
        : set("securityContext.capabilities.drop", ["ALL"])(container),
    ),
};
