import { isExpired, parseObject, type Exception } from "./exceptions";
import type { PolicyParameters } from "./parameters";
import { podExpression } from "./targets";

/** A named CEL expression; later ones and the rules read it as `variables.<name>`. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** What a namespace's rules know beside the object. */
export interface PolicyContext {
  readonly parameters: PolicyParameters;
  readonly exceptions: readonly Exception[];
}

/**
 * The variables of every expression: the stack's parameters, the object's name, and the rules that it may break. An
 * exception for an object holds also for the pods, ReplicaSets and Jobs that a controller makes of it.
 *
 * @param namespace Namespace of the object; exceptions of others do not count.
 * @param workloads Whether the objects have pods.
 */
export function variables(
  { parameters, exceptions }: PolicyContext,
  namespace: string,
  workloads: boolean,
): readonly Variable[] {
  const here = exceptions
    .filter((exception) => !isExpired(exception) && parseObject(exception).namespace === namespace)
    .map((exception) => ({ ...parseObject(exception), rule: exception.rule }))
    .map(({ kind, name, rule }) => ({ kind, name, rule }));
  return [
    ...Object.entries(parameters).map(([name, value]) => ({ name, expression: JSON.stringify(value) })),
    {
      name: "name",
      expression: "object.metadata.?name.orValue(object.metadata.?generateName.orValue(''))",
    },
    {
      name: "controlled",
      expression:
        "object.kind in ['Pod', 'ReplicaSet', 'Job'] && " +
        "object.metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false))",
    },
    {
      name: "excepted",
      expression:
        here.length === 0
          ? "['']"
          : `${JSON.stringify(here)}.filter(exception, ` +
            "exception.name == '*' ? exception.kind == object.kind || variables.controlled : " +
            "exception.kind == object.kind && exception.name == variables.name || " +
            "variables.controlled && variables.name.startsWith(exception.name + '-')" +
            ").map(exception, exception.rule)",
    },
    ...(workloads ? [{ name: "pod", expression: podExpression }] : []),
  ];
}
