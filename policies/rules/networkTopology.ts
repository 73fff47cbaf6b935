import type { Deviation } from "../network/deviations";
import { cis, nsa } from "../frameworks";
import type { NetworkPod } from "../network/networkPolicy";
import { reachability } from "../network/reachability";
import type { Finding, StackRule } from "../rule";
import { containersOf, type PodTemplate, type StackObjects } from "../stackObjects";
import { podPath } from "../targets";

export const networkTopology: StackRule = {
  id: "network-topology",
  title: "The NetworkPolicies allow exactly the declared connections",
  checklist: "network-policies",
  severity: "critical",
  frameworks: [cis("5.3.2"), nsa("Network separation and hardening")],
  remedy: "Declare the connection in the topology if it is meant, or else change the policy.",
  declarations: ["topology"],
  check: (stack) => {
    const { topology } = stack.declarations;
    if (!topology) return [];
    const templates = stack.podTemplates();
    const pods = templates.map((template) => networkPod(template, stack));
    const { surplus, missing } = reachability(stack.ofKind("NetworkPolicy"), pods, topology);
    const finding = ({ from, to, ports, direction, policy }: Deviation, may: string, but: string): Finding => {
      const problem = `${from} ${may} ${ports} of ${to}, which the topology ${but}`;
      if (policy) return { object: policy, field: `spec.${direction}`, problem };
      const open = direction === "ingress" ? to : from;
      const { object } = templates[pods.findIndex(({ name }) => name === open)];
      const field = [...podPath(object.kind).slice(0, -1), "metadata", "labels"].join(".");
      return { object, field, problem: `${problem}: no NetworkPolicy isolates the ${direction} of ${open}` };
    };
    return [
      ...surplus.map((deviation) => finding(deviation, "may open", "does not declare")),
      ...missing.map((deviation) => finding(deviation, "may not open", "declares")),
    ];
  },
};

function networkPod({ object, namespace, labels, spec }: PodTemplate, stack: StackObjects): NetworkPod {
  return {
    name: "app" in labels ? labels.app : (object.metadata.name ?? object.kind),
    namespace,
    namespaceLabels: stack.find("Namespace", "", namespace)?.metadata.labels,
    labels,
    ports: containersOf(spec).flatMap(({ ports }) =>
      (ports ?? []).map(({ containerPort, ...port }) => ({ ...port, port: containerPort })),
    ),
  };
}
