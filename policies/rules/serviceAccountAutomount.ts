import { cis, kubescape } from "../frameworks";
import { quoted, type ObjectRule } from "../rule";
import { objects } from "../targets";

export const serviceAccountAutomount: ObjectRule = {
  id: "service-account-automount",
  title: "ServiceAccounts do not hand their token to every pod",
  checklist: "rbac",
  severity: "medium",
  frameworks: [kubescape("C-0034"), cis("5.1.6")],
  target: objects("ServiceAccount"),
  field: "automountServiceAccountToken",
  // The controller manager makes `default` in every namespace, as it is: to refuse it would break the namespace.
  valid:
    "variables.name == 'default' || variables.name in variables.apiClients || " +
    "!object.?automountServiceAccountToken.orValue(true)",
  problem: quoted("pods of the ServiceAccount get its API token unless they decline"),
  remedy: "Set it to false, or add the ServiceAccount to the apiClients if its pods call the API server.",
  parameters: ["apiClients"],
};
