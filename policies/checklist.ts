/** The runbook's Security Hardening Checklist, line by line. */
export const checklist = {
  "encryption-at-rest": "All secrets properly encrypted at rest",
  "network-policies": "Network policies restrict inter-pod communication",
  rbac: "RBAC properly configured with least privilege",
  "non-root": "All containers run as non-root",
  "security-contexts": "Security contexts properly configured",
  "image-scanning": "Image vulnerability scanning enabled",
  "admission-controllers": "Admission controllers configured",
  "audit-logging": "Audit logging enabled",
} as const;

/** Id of a line of the checklist. */
export type ChecklistLine = keyof typeof checklist;

/** The ids of the lines, in the runbook's order. */
export const checklistLines = Object.keys(checklist) as ChecklistLine[];

/** What rules serve: a line of the checklist, or that the namespace can be operated, of which the checklist is silent. */
export const sections = { ...checklist, operations: "Beyond the checklist: the namespace can be operated" } as const;

/** Id of a section. */
export type Section = keyof typeof sections;
