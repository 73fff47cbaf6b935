import { kubeLinter, kubescape, nsa } from "../frameworks";
import { quoted, type ObjectRule } from "../rule";
import { declaredContainers } from "../targets";

// A quantity with no digit but zeros is no limit and no request.
const given = (list: string) =>
  `string(container.?resources.?${list}[?resource].orValue('')).matches(${quoted("[1-9]")})`;

// What a LimitRange filled in was not declared. The API server notes it at the pod, such as
// "LimitRanger plugin set: cpu, memory request for container app; cpu limit for init container prepare".
const filled = (list: string) =>
  "object.metadata.?annotations[?'kubernetes.io/limit-ranger'].orValue('').split('; ').exists(note, " +
  `(note.endsWith(' ${list} for container ' + container.name) || ` +
  `note.endsWith(' ${list} for init container ' + container.name)) && ` +
  `note.split(' ${list} for ')[0].split(' ').exists(word, word == resource || word == resource + ','))`;

const isSet = {
  limits: `${given("limits")} && !${filled("limit")}`,
  // Where there is a limit, it is also the request that is not written: the API server sets it for pods.
  requests:
    `(${given("requests")} || !container.?resources.?requests[?resource].hasValue() && ${given("limits")}) && ` +
    `!${filled("request")}`,
};

const missing = Object.entries(isSet)
  .map(([list, test]) => `['cpu', 'memory'].filter(resource, !(${test})).map(resource, '${list}.' + resource)`)
  .join(" + ");

export const resourceLimits: ObjectRule = {
  id: "resource-limits",
  title: "Containers declare what they need of CPU and memory, and the most they may take",
  checklist: "operations",
  severity: "medium",
  frameworks: [
    kubescape("C-0270"),
    kubescape("C-0271"),
    kubeLinter("unset-cpu-requirements"),
    kubeLinter("unset-memory-requirements"),
    nsa("Resource policies"),
  ],
  target: declaredContainers,
  field: "resources",
  valid: `(${missing}).size() == 0`,
  problem: `(${missing}).join(', ') + ' is not declared'`,
  remedy: "Declare requests and limits of cpu and memory; do not rely on the namespace's defaults.",
};
