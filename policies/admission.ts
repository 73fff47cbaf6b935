import { messageExpression } from "./message";
import type { ObjectRule } from "./rule";
import { containerList, families, type Family, type Target } from "./targets";
import { variables, type PolicyContext } from "./variables";

/** What a violation does at the API server: refuse the object, warn and record it, or nothing. */
export type AdmissionMode = "enforce" | "warn" | "off";

/** A ValidatingAdmissionPolicy and its binding as plain data. */
export interface AdmissionPolicy {
  /** Of both objects; unique in the cluster, since it starts with the namespace. */
  readonly name: string;
  readonly policy: PolicySpec;
  readonly binding: BindingSpec;
}

interface PolicySpec {
  readonly failurePolicy: string;
  readonly matchConstraints: {
    readonly resourceRules: {
      readonly apiGroups: string[];
      readonly apiVersions: string[];
      readonly operations: string[];
      readonly resources: string[];
    }[];
  };
  readonly matchConditions: { readonly name: string; readonly expression: string }[];
  readonly variables: { readonly name: string; readonly expression: string }[];
  readonly validations: {
    readonly expression: string;
    readonly messageExpression: string;
    readonly message: string;
    readonly reason: string;
  }[];
}

interface BindingSpec {
  readonly policyName: string;
  readonly validationActions: string[];
  readonly matchResources: { readonly namespaceSelector: { readonly matchLabels: Record<string, string> } };
}

/**
 * The rules about single objects as admission policies of a namespace, one a family of kinds. Objects of the whole
 * cluster are left to the preview: a namespace's stack must not refuse what others do.
 */
export function admissionPolicies(
  rules: readonly ObjectRule[],
  context: PolicyContext,
  namespace: string,
  mode: AdmissionMode,
): readonly AdmissionPolicy[] {
  if (mode === "off") return [];
  return families.map((family) => {
    const name = `${namespace}-${family.name}`;
    return {
      name,
      policy: policy(family, rules, context, namespace),
      binding: {
        policyName: name,
        validationActions: mode === "enforce" ? ["Deny", "Audit"] : ["Warn", "Audit"],
        matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } },
      },
    };
  });
}

function policy(family: Family, rules: readonly ObjectRule[], context: PolicyContext, namespace: string): PolicySpec {
  const kinds = kindsOf(family);
  const here = rules.filter(({ target }) => target.kinds.some((kind) => kinds.includes(kind)));
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      resourceRules: family.resources.map(({ apiGroup, kinds: plurals }) => {
        const resources = Object.values(plurals);
        return {
          apiGroups: [apiGroup],
          apiVersions: ["*"],
          operations: ["CREATE", "UPDATE"],
          resources: resources.flatMap((plural) =>
            plural === "pods" ? ["pods", "pods/ephemeralcontainers"] : [plural],
          ),
        };
      }),
    },
    matchConditions: [
      // What is on its way out, or was there before and stays as it is, must not be held up.
      { name: "stays", expression: "!has(object.metadata.deletionTimestamp)" },
      { name: "changes", expression: `oldObject == null || !(${family.unchanged})` },
    ],
    variables: [...variables(context, namespace, family.name === "workloads")],
    validations: here.map((rule) => validation(rule, kinds)),
  };
}

function kindsOf({ resources }: Family): string[] {
  return resources.flatMap(({ kinds }) => Object.keys(kinds));
}

function validation(rule: ObjectRule, kinds: readonly string[]): PolicySpec["validations"][number] {
  const { valid, message } = over(rule.target, rule.valid, messageExpression(rule));
  const others = kinds.filter((kind) => !rule.target.kinds.includes(kind));
  const applies = others.length === 0 ? [] : [`!(object.kind in ${JSON.stringify(rule.target.kinds)})`];
  return {
    expression: [`${JSON.stringify(rule.id)} in variables.excepted`, ...applies, `(${valid})`].join(" || "),
    messageExpression: message,
    // What is shown where the text would be too long for the API server.
    message: `${rule.id}: ${rule.title} is violated. ${rule.remedy}`,
    reason: "Forbidden",
  };
}

/** A rule's expressions for the whole object. */
function over({ as, lists = {} }: Target, valid: string, message: string): { valid: string; message: string } {
  if (as === "object") return { valid, message };
  // A pod is bound by a list of one.
  const list = as === "pod" ? "[variables.pod]" : `(${containerList(lists)})`;
  return {
    valid: `${list}.all(${as}, ${valid})`,
    message: `${list}.filter(${as}, !(${valid})).map(${as}, ${message}).join('; ')`,
  };
}
