import { cis, kubescape, nsa } from "../frameworks";
import { set, withPod } from "../mending";
import { accountName } from "../podExpressions";
import type { ObjectRule } from "../rule";
import { pods } from "../targets";

// The API server adds such a volume to a pod that mounts the token: the text must not depend on it there.
const mounts = "pod.?automountServiceAccountToken.orValue(true)";
const projecting =
  "pod.?volumes.orValue([]).filter(volume, " +
  "volume.?projected.?sources.orValue([]).exists(source, source.?serviceAccountToken.hasValue()))";

export const serviceAccountToken: ObjectRule = {
  id: "service-account-token",
  title: "No API token is mounted unless the ServiceAccount is declared as a client of the API",
  checklist: "rbac",
  severity: "high",
  frameworks: [cis("5.1.6"), kubescape("C-0034"), nsa("Protecting Pod service account tokens")],
  target: pods,
  field: "automountServiceAccountToken",
  valid: `${accountName} in variables.apiClients || !${mounts} && ${projecting}.size() == 0`,
  problem:
    `${mounts} ? 'the token of ServiceAccount ' + ${accountName} + ' is mounted' : ` +
    `'a token of ServiceAccount ' + ${accountName} + ' is in volume ' + ` +
    `${projecting}.map(volume, volume.name).join(', ')`,
  remedy: "Set it to false and project no token, or declare the ServiceAccount among the API clients.",
  parameters: ["apiClients"],
  mend: (object) => withPod(object, set("automountServiceAccountToken", false)),
};
