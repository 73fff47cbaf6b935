import { holdsSecret } from "../configurationText";
import { kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { objects } from "../targets";

const data = "object.?data.orValue({})";

/** Characters in all keys together that the API server lets an expression search. */
const searchable = 200_000;

const small = `${data}.map(key, object.data[key]).join('').size() <= ${searchable}`;
const telling = `${data}.filter(key, ${holdsSecret("key", "object.data[key]")})`;

export const secretInConfigMap: ObjectRule = {
  id: "secret-in-config-map",
  title: "ConfigMaps hold no secrets",
  checklist: "encryption-at-rest",
  severity: "critical",
  frameworks: [kubescape("C-0012")],
  target: objects("ConfigMap"),
  field: "data",
  valid: `${small} && size(${telling}) == 0`,
  problem:
    `(${small} ? 'there is a secret in ' + ${telling}.join(' and ') : ` +
    `'with more than ${searchable} characters it cannot be searched for secrets and must be split')`,
  remedy: "Move secrets to a Secret and refer to it, or mount the file from one; change what was readable here.",
};
