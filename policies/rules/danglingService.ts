import { kubeLinter } from "../frameworks";
import type { KubernetesObject } from "../kubernetesObject";
import type { Finding, StackRule } from "../rule";
import { containersOf, type StackObjects } from "../stackObjects";

interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly type?: string;
  readonly ports?: readonly { readonly targetPort?: number | string }[];
}

export const danglingService: StackRule = {
  id: "dangling-service",
  title: "Every Service leads to pods and ports of the stack",
  checklist: "operations",
  severity: "high",
  frameworks: [kubeLinter("dangling-service")],
  remedy:
    "Make the selector that of a pod template of the namespace, and each named targetPort a port of its containers.",
  check: (stack) => stack.ofKind("Service").flatMap((service) => dangling(service, stack)),
};

function dangling(service: KubernetesObject, stack: StackObjects): Finding[] {
  const { selector, type, ports } = (service.spec ?? {}) as ServiceSpec;
  // Without a selector somebody else says where it leads.
  if (!selector || Object.keys(selector).length === 0 || type === "ExternalName") return [];
  const pods = stack.selected(service.metadata.namespace ?? "", { matchLabels: selector });
  if (pods.length === 0)
    return [{ object: service, field: "spec.selector", problem: "the selector selects no pod of the stack" }];
  const names = pods
    .flatMap(({ spec }) => containersOf(spec).flatMap((container) => container.ports ?? []))
    .map(({ name }) => name);
  return (ports ?? []).flatMap(({ targetPort }, index) =>
    typeof targetPort !== "string" || names.includes(targetPort)
      ? []
      : [
          {
            object: service,
            field: `spec.ports[${index}].targetPort`,
            problem: `the selected pods have no port named ${targetPort}`,
          },
        ],
  );
}
