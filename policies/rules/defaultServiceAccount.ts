import { cis, kubeLinter } from "../frameworks";
import { accountName } from "../podExpressions";
import { quoted, type ObjectRule } from "../rule";
import { pods } from "../targets";

export const defaultServiceAccount: ObjectRule = {
  id: "default-service-account",
  title: "Every workload has a ServiceAccount of its own",
  checklist: "rbac",
  severity: "medium",
  frameworks: [cis("5.1.5"), kubeLinter("default-service-account")],
  target: pods,
  field: "serviceAccountName",
  valid: `${accountName} != 'default'`,
  problem: quoted("the pod runs as the namespace's default ServiceAccount"),
  remedy: "Name a ServiceAccount that is made for this workload.",
};
