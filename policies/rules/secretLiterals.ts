import { kubeLinter, kubescape } from "../frameworks";
import type { ObjectRule } from "../rule";
import { containsSecret, looksSecret } from "../secretText";
import { containers } from "../targets";

const commandLine = "(container.?command.orValue([]) + container.?args.orValue([])).join('\\n')";

// A variable with valueFrom has no value.
const places =
  "(container.?env.orValue([]).filter(variable, " +
  `${looksSecret("variable.name", "variable.?value.orValue('')")}).map(variable, 'variable ' + variable.name) + ` +
  `(${containsSecret(commandLine)} ? ['the command line'] : []))`;

export const secretLiterals: ObjectRule = {
  id: "secret-literals",
  title: "No secret is written out in a workload",
  checklist: "encryption-at-rest",
  severity: "critical",
  frameworks: [kubescape("C-0012"), kubeLinter("env-var-secret")],
  target: containers,
  field: "env|command|args",
  valid: `${places}.size() == 0`,
  problem: `'what looks like a secret is written out in ' + ${places}.join(', ')`,
  remedy: "Put it into a Secret, and refer to that with secretKeyRef or a mounted file.",
};
