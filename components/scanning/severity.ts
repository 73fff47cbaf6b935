/** Severities of a vulnerability as Trivy names them, from the lowest up. One of unknown severity never counts. */
export const severities = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];

/** The severities that count when a severity is the lowest that does, as Trivy takes them: `HIGH,CRITICAL`. */
export function severitiesFrom(lowest: string): string {
  return severities.slice(severities.indexOf(lowest)).join(",");
}
