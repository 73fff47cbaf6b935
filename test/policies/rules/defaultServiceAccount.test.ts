import { defaultServiceAccount as rule } from "../../../policies/rules/defaultServiceAccount";
import { emptyLists, type PodChange, testRule } from "../ruleCases";

const given =
  (fields: object): PodChange =>
  (pod) => {
    Object.assign(pod, fields);
  };

const text = "serviceAccountName: the pod runs as the namespace's default ServiceAccount";

testRule(rule, {
  kept: {
    ...emptyLists,
    "the field's old name": given({ serviceAccountName: null, serviceAccount: "app" }),
  },
  broken: {
    "the default, written out": [given({ serviceAccountName: "default" }), text],
    "no name": [given({ serviceAccountName: undefined }), text],
    "an empty name": [given({ serviceAccountName: "" }), text],
  },
});
