import { celValue, evaluate } from "./expression";
import { objectId, type KubernetesObject } from "./kubernetesObject";
import { messageExpression } from "./message";
import type { ObjectRule, RuleDescription } from "./rule";
import { families, podBearingKinds, podPath } from "./targets";
import { variables, type PolicyContext } from "./variables";

/** A rule that an object breaks. */
export interface Violation {
  readonly rule: RuleDescription;
  readonly object: KubernetesObject;
  /** Name of the container; absent where the violation is not a container's. */
  readonly container?: string;
  /** Path of the field that must change, from the object's root. */
  readonly field: string;
  readonly message: string;
}

/** An object, made ready for the rules: what all of them read is computed once. */
export class ExaminedObject {
  private readonly context: Record<string, unknown>;

  /** @throws Error if the object lacks what every object of its kind has, such as a pod specification. */
  constructor(
    readonly object: KubernetesObject,
    policy: PolicyContext,
  ) {
    const bound: Record<string, unknown> = {};
    this.context = { object: celValue(object), variables: bound };
    const workload = podBearingKinds.includes(object.kind);
    try {
      for (const { name, expression } of variables(policy, object.metadata.namespace ?? "", workload)) {
        bound[name] = evaluate(expression, this.context);
      }
    } catch (error) {
      throw new Error(`${objectId(object)} cannot be judged: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Whether an exception lets the object break a rule. */
  isExcepted(rule: ObjectRule): boolean {
    const { excepted } = this.context.variables as { excepted: readonly string[] };
    return excepted.includes(rule.id);
  }

  /**
   * Every place where the object breaks a rule; none if an exception covers it.
   *
   * @throws Error if the rule cannot be evaluated: what was not checked has not passed.
   */
  violations(rule: ObjectRule): readonly Violation[] {
    const { object } = this;
    if (!appliesTo(rule, object) || this.isExcepted(rule)) return [];
    try {
      return this.places(rule).flatMap(({ bound, path, container }) => {
        const context = { ...this.context, ...bound };
        if (evaluate(rule.valid, context) === true) return [];
        const text = String(evaluate(messageExpression(rule), context));
        const field = [...path, rule.field].join(".");
        return [{ rule, object, ...(container === undefined ? {} : { container }), field, message: text }];
      });
    } catch (error) {
      throw new Error(`rule ${rule.id} could not be evaluated on ${objectId(object)}: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }

  private places({ target }: ObjectRule): { bound: object; path: readonly string[]; container?: string }[] {
    if (target.as === "object") return [{ bound: {}, path: [] }];
    const { pod } = this.context.variables as { pod: Record<string, { name: string }[] | undefined> };
    const path = podPath(this.object.kind);
    if (target.as === "pod") return [{ bound: { pod }, path }];
    return Object.entries(target.lists ?? {}).flatMap(([list, condition]) =>
      (pod[list] ?? []).flatMap((container, index) =>
        evaluate(condition, { ...this.context, container }) === true
          ? [{ bound: { container }, path: [...path, `${list}[${index}]`], container: container.name }]
          : [],
      ),
    );
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message.split("\n")[0] : String(error));

/** Whether a rule has something to say about an object: kinds of the same name in other API groups are not meant. */
export function appliesTo({ target }: ObjectRule, { apiVersion, kind }: KubernetesObject): boolean {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return target.kinds.includes(kind) && (groupsOf.get(kind)?.includes(group) ?? false);
}

/** API groups by kind: those that admission watches, and what exists for the whole cluster only. */
const groupsOf = new Map<string, string[]>([
  ["ClusterRole", ["rbac.authorization.k8s.io"]],
  ["ClusterRoleBinding", ["rbac.authorization.k8s.io"]],
]);
for (const { resources } of families) {
  for (const { apiGroup, kinds } of resources) {
    for (const kind of Object.keys(kinds)) groupsOf.set(kind, [...(groupsOf.get(kind) ?? []), apiGroup]);
  }
}
