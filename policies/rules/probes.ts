import { kubeLinter, kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { servingContainers } from "../targets";

const missing = "['readinessProbe', 'livenessProbe'].filter(probe, !container[?probe].hasValue())";

export const probes: ObjectRule = {
  id: "probes",
  title: "Containers that serve tell whether they are ready and alive",
  checklist: "operations",
  severity: "medium",
  frameworks: [
    kubescape("C-0018"),
    kubescape("C-0056"),
    kubeLinter("no-readiness-probe"),
    kubeLinter("no-liveness-probe"),
  ],
  target: servingContainers,
  field: "readinessProbe|livenessProbe",
  valid: `${missing}.size() == 0`,
  problem: `'there is no ' + ${missing}.join(' and no ')`,
  remedy: "Add it, with an answer that needs no other service.",
};
