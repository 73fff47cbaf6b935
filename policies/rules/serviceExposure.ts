import { every } from "../clause";
import { kubeLinter, kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

const declared = "variables.name in variables.exposedServices";

export const serviceExposure: ObjectRule = {
  id: "service-exposure",
  title: "Services are reached from inside of the cluster only",
  checklist: "network-policies",
  severity: "high",
  frameworks: [kubescape("C-0256"), kubeLinter("exposed-services")],
  target: objects("Service"),
  field: "spec",
  ...every(
    {
      valid: `${declared} || !(object.spec.?type.orValue('ClusterIP') in ['NodePort', 'LoadBalancer'])`,
      problem: "'type is ' + object.spec.?type.orValue('ClusterIP')",
    },
    {
      valid: `${declared} || size(object.spec.?externalIPs.orValue([])) == 0`,
      problem: "'externalIPs is set'",
    },
  ),
  remedy: "Use type ClusterIP without externalIPs, or add the Service to the exposedServices.",
  parameters: ["exposedServices"],
};
