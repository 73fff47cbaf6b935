import type { KubernetesObject } from "../kubernetesObject";
import {
  allowancesInBothDirections,
  namespaceNameLabel,
  type NetworkPod,
  type PolicyPeer,
  protocols,
  unknownPort,
} from "./networkPolicy";
import type { LabelSelector } from "../stackObjects";

/** The cluster's DNS, by the labels and ports that every distribution gives it. */
export const clusterDns: NetworkPod = {
  name: "the cluster's DNS",
  namespace: "kube-system",
  labels: { "k8s-app": "kube-dns" },
  ports: [
    { name: "dns", port: 53, protocol: "UDP" },
    { name: "dns-tcp", port: 53, protocol: "TCP" },
  ],
};

/** A namespace, or a value of a label, that no selector names; not a valid name, so that none can. */
const other = "(other)";

/**
 * Pods of other namespaces that stand for all of them: what the policies do to any pod outside of the own namespaces,
 * they do to one of these. They are the cluster's DNS, a pod without labels in each known namespace and in one that
 * nobody names, and for each peer of a policy pods that it selects.
 *
 * @param own Namespaces whose pods are known.
 * @param known Other namespaces that the topology names.
 */
export function strangers(
  policies: readonly KubernetesObject[],
  own: ReadonlySet<string>,
  known: readonly string[],
): readonly NetworkPod[] {
  const allowances = policies.flatMap(allowancesInBothDirections);
  // A stranger may have a port of any name; nobody knows which number it has there.
  const names = allowances
    .flatMap(({ ports }) => ports.map(({ port }) => port))
    .filter((port) => typeof port === "string");
  const ports = protocols.flatMap((protocol) => names.map((name) => ({ name, port: unknownPort, protocol })));
  const all = [
    clusterDns,
    ...[clusterDns.namespace, ...known, other].map((namespace) =>
      stranger({ [namespaceNameLabel]: namespace }, {}, ports),
    ),
    ...allowances.flatMap(({ peers }) => peers.flatMap((peer) => selectedBy(peer, ports))),
  ].filter(({ namespace }) => !own.has(namespace));
  const unique = new Map<string, NetworkPod>();
  for (const pod of all) {
    const key = JSON.stringify([pod.namespace, pod.namespaceLabels ?? {}, pod.labels]);
    if (!unique.has(key)) unique.set(key, pod);
  }
  return [...unique.values()];
}

function selectedBy({ namespaceSelector, podSelector }: PolicyPeer, ports: NetworkPod["ports"]): NetworkPod[] {
  if (!namespaceSelector) return [];
  return examplesOf(namespaceSelector).flatMap((namespaceLabels) =>
    examplesOf(podSelector ?? {}).map((labels) => stranger(namespaceLabels, labels, ports)),
  );
}

function stranger(
  { [namespaceNameLabel]: namespace = other, ...namespaceLabels }: Record<string, string>,
  labels: Record<string, string>,
  ports: NetworkPod["ports"],
): NetworkPod {
  const where =
    namespace !== other
      ? `namespace ${namespace}`
      : Object.keys(namespaceLabels).length > 0
        ? `namespaces labelled ${words(namespaceLabels)}`
        : "any other namespace";
  const name = Object.keys(labels).length === 0 ? `pods of ${where}` : `pods labelled ${words(labels)} of ${where}`;
  return { name, namespace, namespaceLabels, labels, ports };
}

const words = (labels: Record<string, string>) =>
  Object.entries(labels)
    .map(([key, value]) => (value === other ? key : `${key}=${value}`))
    .join(",");

/** Labels that a selector selects: one set for every combination of the values that it names. */
function examplesOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Record<string, string>[] {
  return matchExpressions.reduce<Record<string, string>[]>(
    (examples, { key, operator, values = [] }) => {
      const possible = operator === "In" ? values : operator === "Exists" ? [other] : [];
      if (possible.length === 0) return examples;
      return examples.flatMap((labels) => possible.map((value) => ({ [key]: value, ...labels })));
    },
    [{ ...matchLabels }],
  );
}
