import { kubeLinter } from "../frameworks";
import { scaleTargetOf } from "../replicas";
import type { StackRule } from "../rule";

export const danglingAutoscaler: StackRule = {
  id: "dangling-autoscaler",
  title: "Every HorizontalPodAutoscaler scales a workload of the stack",
  checklist: "operations",
  severity: "high",
  frameworks: [kubeLinter("dangling-horizontalpodautoscaler")],
  remedy: "Name a workload of the namespace.",
  check: (stack) =>
    stack.ofKind("HorizontalPodAutoscaler").flatMap((object) => {
      const { kind, name } = scaleTargetOf(object);
      return stack.find(kind, object.metadata.namespace ?? "", name)
        ? []
        : [{ object, field: "spec.scaleTargetRef", problem: `there is no ${kind} ${name} in the stack` }];
    }),
};
