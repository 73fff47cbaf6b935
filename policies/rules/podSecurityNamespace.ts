import { cis, kubescape, podSecurity } from "../frameworks";
import type { StackRule } from "../rule";

const modes = ["enforce", "warn", "audit"];

export const podSecurityNamespace: StackRule = {
  id: "pod-security-namespace",
  title: "Every namespace enforces the Pod Security Standard restricted",
  checklist: "admission-controllers",
  severity: "critical",
  frameworks: [podSecurity("Restricted", "Namespace labels"), cis("5.2.1"), kubescape("C-0192")],
  remedy: "Set the label to restricted.",
  check: (stack) =>
    stack.ofKind("Namespace").flatMap((object) =>
      modes
        .map((mode) => `pod-security.kubernetes.io/${mode}`)
        .filter((label) => object.metadata.labels?.[label] !== "restricted")
        .map((label) => ({
          object,
          field: `metadata.labels["${label}"]`,
          problem: `it is ${object.metadata.labels?.[label] ?? "not set"}`,
        })),
    ),
};
