import { expect } from "chai";
import fc from "fast-check";
import { engineTopology, networkPolicies, type Policy, type Topology } from "../../components";
import { find, ofKind, recordStack } from "./recording";
import { readStackSettings } from "../../operations/project";

/** One end of a connection. */
interface Pod {
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

const here = "orchestrix-pilot";
const pod = (app: string, namespace = here): Pod => ({ namespace, labels: { app } });
const dnsServer: Pod = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };

/** Whether a connection passes, by the rules of the NetworkPolicy API, with the policies in the namespace `here`. */
function passes(policies: readonly Policy[], from: Pod, to: Pod, port: number, protocol = "TCP"): boolean {
  return side("Egress", from, to) && side("Ingress", to, from);

  function side(direction: "Ingress" | "Egress", subject: Pod, other: Pod): boolean {
    if (subject.namespace !== here) return true;
    const selecting = policies.filter(
      ({ spec }) => spec.policyTypes.includes(direction) && matches(spec.podSelector, subject.labels),
    );
    if (selecting.length === 0) return true;
    return selecting.some(({ spec }) => {
      const rules =
        direction === "Ingress"
          ? (spec.ingress ?? []).map(({ from: peers, ports }) => ({ peers, ports }))
          : (spec.egress ?? []).map(({ to: peers, ports }) => ({ peers, ports }));
      return rules.some(
        ({ peers, ports }) =>
          ports.some((open) => open.port === port && open.protocol === protocol) &&
          peers.some((peer) => {
            const namespaceLabels = { "kubernetes.io/metadata.name": other.namespace };
            const inNamespace = peer.namespaceSelector
              ? matches(peer.namespaceSelector, namespaceLabels)
              : other.namespace === here;
            return inNamespace && (!peer.podSelector || matches(peer.podSelector, other.labels));
          }),
      );
    });
  }
}

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

function matches({ matchLabels, matchExpressions }: Selector, labels: Record<string, string>): boolean {
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (matchExpressions ?? []).every(({ key, operator, values }) => operator === "In" && values.includes(labels[key]))
  );
}

const names = ["a", "b", "c", "d"];
const ports = [1000, 2000, 3000];

/** Topologies of four applications with three ports each, and any calls and entries between them. */
const topologies: fc.Arbitrary<Topology> = fc
  .record({
    calls: fc.array(
      fc.record({
        from: fc.constantFrom(...names),
        to: fc.constantFrom(...names),
        ports: fc.uniqueArray(fc.constantFrom(...ports.map(String)), { minLength: 1 }),
      }),
      { maxLength: 8 },
    ),
    entries: fc.array(
      fc.record({
        namespaces: fc.uniqueArray(fc.constantFrom("x", "y"), { minLength: 1 }),
        to: fc.constantFrom(...names),
        ports: fc.uniqueArray(fc.constantFrom(...ports.map(String)), { minLength: 1 }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ calls, entries }) => ({
    applications: names.map((name) => ({ name, ports: ports.map((port) => ({ name: String(port), port })) })),
    calls,
    entries,
    exits: [],
  }));

describe("NetworkPolicies of a topology", () => {
  it("let every declared call pass, through the caller's egress and the callee's ingress, and refuse every other", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const policies = networkPolicies(topology);
        for (const from of names) {
          for (const to of names) {
            for (const port of ports) {
              const declared = topology.calls.some(
                (call) => call.from === from && call.to === to && call.ports.includes(String(port)),
              );
              expect(passes(policies, pod(from), pod(to), port), `${from} to ${to}:${port}`).to.equal(declared);
              expect(passes(policies, pod(from), pod(to), port, "UDP"), `${from} to ${to}:${port}/UDP`).to.equal(false);
            }
          }
        }
      }),
    );
  });

  it("need both sides: without either policy a declared call does not pass", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const policies = networkPolicies(topology);
        for (const { from, to, ports: called } of topology.calls) {
          for (const side of [from, to]) {
            const without = policies.filter(({ name }) => name !== side);
            expect(passes(without, pod(from), pod(to), Number(called[0]))).to.equal(false);
          }
        }
      }),
    );
  });

  it("let pods of the declared namespaces in where an entry says so, and nobody else from outside", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const policies = networkPolicies(topology);
        for (const namespace of ["x", "y", "z"]) {
          for (const to of names) {
            for (const port of ports) {
              const declared = topology.entries.some(
                (entry) =>
                  entry.to === to && entry.namespaces.includes(namespace) && entry.ports.includes(String(port)),
              );
              expect(passes(policies, pod("a", namespace), pod(to), port)).to.equal(declared);
            }
          }
        }
      }),
    );
  });

  it("let those who call something ask the cluster's DNS, and nobody reach anything else outside", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const policies = networkPolicies(topology);
        for (const name of names) {
          const calls = topology.calls.some(({ from }) => from === name);
          expect(passes(policies, pod(name), dnsServer, 53, "UDP")).to.equal(calls);
          expect(passes(policies, pod(name), dnsServer, 53)).to.equal(calls);
          expect(passes(policies, pod(name), dnsServer, 443)).to.equal(false);
          expect(passes(policies, pod(name), pod("other", "elsewhere"), 53)).to.equal(false);
        }
      }),
    );
  });

  it("isolate a pod that belongs to no application", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const policies = networkPolicies(topology);
        for (const name of names) {
          expect(passes(policies, pod("stranger"), pod(name), 1000)).to.equal(false);
          expect(passes(policies, pod(name), pod("stranger"), 1000)).to.equal(false);
        }
      }),
    );
  });

  it("refuse a call of a port that the callee does not declare", () => {
    const topology = {
      applications: [{ name: "a", ports: [] }],
      calls: [{ from: "a", to: "a", ports: ["http"] }],
      entries: [],
      exits: [],
    };
    expect(() => networkPolicies(topology)).to.throw("calls port http of a, which declares no such port");
  });

  it("of a stack are the ones of its topology, all deployed", async () => {
    const all = await recordStack("local");
    const policies = networkPolicies(engineTopology(readStackSettings("local")));
    expect(ofKind(all, "NetworkPolicy")).to.have.length(policies.length);
    for (const { name, spec } of policies) expect(find(all, "NetworkPolicy", name).inputs.spec).to.deep.equal(spec);
    const deployed = ofKind(all, "NetworkPolicy").map(({ inputs }) => ({
      name: inputs.metadata.name,
      spec: inputs.spec,
    }));
    expect(passes(deployed, pod("episodic-memory"), pod("redis"), 6379)).to.equal(true);
    expect(passes(deployed, pod("episodic-memory"), pod("weaviate"), 50051)).to.equal(true);
    expect(passes(deployed, pod("reputation-service"), pod("postgres"), 5432)).to.equal(true);
    expect(passes(deployed, pod("reputation-service"), pod("redis"), 6379)).to.equal(false);
    expect(passes(deployed, pod("client", "default"), pod("episodic-memory"), 8081)).to.equal(true);
    expect(passes(deployed, pod("client", "default"), pod("redis"), 6379)).to.equal(false);
  });
});
