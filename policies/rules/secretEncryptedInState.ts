import type { StackRule } from "../rule";

export const secretEncryptedInState: StackRule = {
  id: "secret-encrypted-in-state",
  title: "Values of Secrets are encrypted in the stack's state",
  checklist: "encryption-at-rest",
  severity: "critical",
  frameworks: [],
  remedy:
    "Make the values Pulumi secrets (pulumi.secret, a generated password, config --secret), and replace those that were seen.",
  check: ({ resources }) =>
    resources
      // Where the state cannot be seen there is nothing to judge.
      .filter(({ object, encrypted }) => object.kind === "Secret" && encrypted === false)
      .map(({ object }) => ({
        object,
        field: "data" in object ? "data" : "stringData",
        problem: "values are in the stack's state in clear",
      })),
};
