import { holdsSecret } from "../configurationText";
import { kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { everyObject } from "../targets";

/** The annotations of an object and of the templates in it, each as a map. */
const everywhere =
  "[object.metadata.?annotations.orValue({}), " +
  "object.?spec.?template.?metadata.?annotations.orValue({}), " +
  "object.?spec.?jobTemplate.?metadata.?annotations.orValue({}), " +
  "object.?spec.?jobTemplate.?spec.?template.?metadata.?annotations.orValue({})]";

/** A checksum is no secret, whatever it is of. */
const telling = `annotations.filter(key, !key.startsWith('checksum/') && ${holdsSecret("key", "annotations[key]")})`;

export const secretInAnnotation: ObjectRule = {
  id: "secret-in-annotation",
  title: "Annotations hold no secrets",
  checklist: "encryption-at-rest",
  severity: "critical",
  frameworks: [kubescape("C-0012")],
  target: everyObject,
  field: "metadata.annotations",
  valid: `${everywhere}.all(annotations, size(${telling}) == 0)`,
  problem:
    "'there is a secret in ' + " +
    `${everywhere}.map(annotations, ${telling}.join(' and ')).filter(keys, keys != '').join(' and ')`,
  remedy: "Move it to a Secret and refer to it; change what was readable here.",
};
