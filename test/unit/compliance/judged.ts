import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { readOnlyRootFilesystem } from "../../../policies/rules/readOnlyRootFilesystem";
import type { StackRule } from "../../../policies/rule";
import { defaultPolicy, type StackPolicy } from "../../../policies/stackPolicy";
import type { StackResource } from "../../../policies/stackObjects";
import type { Exception } from "../../../policies/exceptions";
import type { ComplianceInput } from "../../../operations/compliance/inputs/input";
import { type ComplianceReport, examine } from "../../../operations/compliance/report";
import { given, podOf } from "../../policies/given";

/** A rule about containers that every object here can break. */
export const objectRule = readOnlyRootFilesystem;

/** A rule about the whole that says what it is told to. */
export const wholeRule = (check: StackRule["check"], changes: Partial<StackRule> = {}): StackRule => ({
  id: "whole",
  title: "The whole is as it should be",
  checklist: "network-policies",
  severity: "medium",
  frameworks: [],
  remedy: "Mend it.",
  check,
  ...changes,
});

/** A Deployment that breaks `objectRule`. */
export const writable = (name = "app") =>
  given("Deployment", (object) => {
    object.metadata.name = name;
    podOf(object).containers[0].securityContext.readOnlyRootFilesystem = false;
  });

/** Objects as some input gave them. */
export function input(resources: readonly (StackResource | KubernetesObject)[], changes = {}): ComplianceInput {
  const location = { file: "Pulumi.test.yaml", line: 1 };
  return {
    source: "a test",
    location,
    resources: resources.map((one) => ({ ...("object" in one ? (one as StackResource) : { object: one }), location })),
    unjudged: [],
    warnings: [],
    ...changes,
  };
}

/** The default policy with exceptions. */
export const excepting = (...exceptions: Partial<Exception>[]): StackPolicy => ({
  ...defaultPolicy,
  context: {
    ...defaultPolicy.context,
    exceptions: exceptions.map((exception) => ({
      rule: objectRule.id,
      object: "Deployment/checked/app",
      reason: "writes its cache",
      owner: "team-a",
      expires: "9999-12-31",
      ...exception,
    })),
  },
});

/** What objects are reported of by the rule about containers, or by others. */
export function report(
  resources: readonly (StackResource | KubernetesObject)[],
  { rules = [objectRule], policy = defaultPolicy, changes = {} }: Partial<Parameters> = {},
): ComplianceReport {
  return examine(input(resources, changes), rules, policy);
}

interface Parameters {
  rules: readonly (StackRule | typeof objectRule)[];
  policy: StackPolicy;
  changes: Partial<ComplianceInput>;
}
