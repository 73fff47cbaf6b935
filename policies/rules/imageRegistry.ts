import { cis, kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { containers } from "../targets";

export const imageRegistry: ObjectRule = {
  id: "image-registry",
  title: "Images come from allowed registries",
  checklist: "image-scanning",
  severity: "high",
  frameworks: [kubescape("C-0078"), cis("5.5.1")],
  target: containers,
  field: "image",
  // A prefix ends at a slash, or "docker.io" would also allow "docker.io.example.com/".
  valid:
    "variables.registries.exists(registry, container.?image.orValue('')" +
    ".startsWith(registry.endsWith('/') ? registry : registry + '/'))",
  problem: "'image ' + container.?image.orValue('') + ' is from a registry that is not allowed'",
  remedy:
    "Use an allowed registry, written out in full (docker.io/library/redis, not redis), or add it to the registries.",
  parameters: ["registries"],
};
