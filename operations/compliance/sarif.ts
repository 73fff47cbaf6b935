import { createHash } from "node:crypto";
import { sections } from "../../policies/checklist";
import type { Severity } from "../../policies/rule";
import { version } from "../../package.json";
import type { Location } from "./inputs/input";
import type { ComplianceReport, ReportedRule, ReportedViolation } from "./report";
import { subject } from "./wording";

/** GitHub's scale of 0 to 10: above 9 is critical, from 7 high, from 4 medium. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.5",
};

const levels: Readonly<Record<Severity, string>> = { critical: "error", high: "error", medium: "warning", low: "note" };

/** Where the frameworks of the rules are published. */
const publications: Readonly<Record<string, string>> = {
  "Pod Security Standards": "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  "CIS Kubernetes Benchmark": "https://www.cisecurity.org/benchmark/kubernetes",
  Kubescape: "https://kubescape.io/docs/controls/",
  "NSA/CISA Kubernetes Hardening Guide":
    "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
  "kube-linter": "https://docs.kubelinter.io/#/generated/checks",
};

/** A report as a SARIF 2.1.0 log, with what GitHub's code scanning needs. Each source is a category of its own. */
export function sarif(report: ComplianceReport): object {
  const { source, time, result, rules, violations, exceptions, unjudged, warnings } = report;
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "orchestrix compliance", semanticVersion: version, rules: rules.map(descriptor) } },
        automationDetails: { id: `orchestrix-compliance/${source}/` },
        invocations: [
          {
            executionSuccessful: unjudged.length === 0,
            endTimeUtc: time,
            toolExecutionNotifications: [
              ...unjudged.map((one) => ({ level: "error", message: { text: `${subject(one)}: ${one.reason}` } })),
              ...warnings.map((text) => ({ level: "warning", message: { text } })),
            ],
          },
        ],
        results: results(violations, rules),
        properties: { result, exceptions },
      },
    ],
  };
}

function descriptor({ id, title, checklist: line, severity, remedy, frameworks }: ReportedRule): object {
  const controls = frameworks.map(({ name, version: edition, reference }) => `${name} ${edition}, ${reference}`);
  const help = [remedy, `Checklist: ${sections[line]}.`, ...controls.map((control) => `${control}.`)];
  const helpUri = frameworks.map(({ name }) => publications[name]).at(0);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${remedy}` },
    help: { text: help.join("\n"), markdown: help.join("\n\n") },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ["security", "kubernetes", line], "security-severity": securitySeverity[severity] },
  };
}

/** Violations with fingerprints that stay when lines move, and differ where rule and object do not. */
function results(violations: readonly ReportedViolation[], rules: readonly ReportedRule[]): object[] {
  const seen = new Map<string, number>();
  return violations.map((violation) => {
    const { rule, severity, advisory, object, container, field, message, location } = violation;
    const identity = fingerprint([rule, object, container ?? field]);
    const occurrence = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, occurrence);
    return {
      ruleId: rule,
      ruleIndex: rules.findIndex(({ id }) => id === rule),
      level: advisory ? "note" : levels[severity],
      message: { text: `${object}: ${message}` },
      locations: [
        {
          physicalLocation: physical(location),
          logicalLocations: [{ fullyQualifiedName: `${object}/${field}`, kind: "resource" }],
        },
      ],
      // By the name that code scanning compares: it would otherwise take all violations at one line for the same.
      partialFingerprints: { primaryLocationLineHash: `${identity}:${occurrence}` },
      properties: { advisory, object, container, field },
    };
  });
}

function physical({ file, line }: Location): object {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region: { startLine: line } };
}

function fingerprint(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
