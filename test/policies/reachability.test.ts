import { expect } from "chai";
import fc from "fast-check";
import type { Topology } from "../../components/topology";
import type { Deviation } from "../../policies/network/deviations";
import type { NetworkPod } from "../../policies/network/networkPolicy";
import { reachability } from "../../policies/network/reachability";
import { namespace } from "./given";
import {
  about,
  allowing,
  calls,
  compared,
  deny,
  dns,
  equal,
  names,
  pod,
  pods,
  policiesOf,
  ports,
  texts,
  topology,
} from "./givenNetwork";
import { networkPolicy } from "./givenStack";

describe("reachability of pods among themselves", () => {
  it("equals the topology where policies are made of it", () => {
    const declared = topology({
      ...calls,
      entries: [{ namespaces: ["web", "ops"], to: "c", ports: ["http"] }],
      exits: [{ from: "c", cidrs: ["10.0.0.0/8", "192.0.2.0/24"], ports: [443, 6443] }],
    });
    expect(compared(policiesOf(declared), declared)).to.deep.equal(equal);
  });

  it("is everything where no policy selects a pod", () => {
    const { surplus, missing } = reachability([], [pod("a")], topology());
    const every = "TCP 1-65535 and UDP 1-65535 and SCTP 1-65535";
    const others = [
      "0.0.0.0/0, ::/0",
      "pods of any other namespace",
      "pods of namespace kube-system",
      "the cluster's DNS",
    ];
    expect(texts(surplus)).to.deep.equal(
      [`a > a ${every}`, ...others.flatMap((other) => [`a > ${other} ${every}`, `${other} > a ${every}`])].sort(),
    );
    expect(surplus.every(({ policy }) => policy === undefined)).to.equal(true);
    expect(missing).to.have.length(0);
  });

  it("needs the caller's egress and the callee's ingress", () => {
    const declared = topology(calls);
    const [egressOnly, ingressOnly] = ["a", "b"].map((app) =>
      policiesOf(declared).filter(({ metadata }) => ["default-deny-all", app].includes(metadata.name ?? "")),
    );
    expect(reachability(egressOnly, pods, declared).missing).to.deep.equal([
      { from: "a", to: "b", ports: "TCP 8080", direction: "ingress", policy: egressOnly[0] },
    ]);
    const [dnsMissing, call] = [...reachability(ingressOnly, pods, declared).missing].reverse();
    expect([call.direction, call.policy?.metadata.name]).to.deep.equal(["egress", "default-deny-all"]);
    expect([dnsMissing.to, dnsMissing.ports]).to.deep.equal(["the cluster's DNS", "TCP 53 and UDP 53"]);
  });

  it("defaults the policy types as the API server does", () => {
    const open = (spec: object) =>
      reachability([networkPolicy("p", { podSelector: {}, ...spec })], [pod("a")], topology()).surplus.some(
        ({ direction }) => direction === "egress",
      );
    expect(open({})).to.equal(true);
    expect(open({ egress: [] })).to.equal(true);
    expect(open({ egress: [{ to: [{ podSelector: {} }] }] })).to.equal(false);
    expect(open({ policyTypes: ["Egress"] })).to.equal(false);
    expect(open({ policyTypes: ["Ingress"], egress: [] })).to.equal(true);
  });

  it("understands every operator of a selector", () => {
    const from = (...matchExpressions: object[]) =>
      compared(
        [
          deny,
          ...allowing({}).slice(1, 2),
          about("c", { policyTypes: ["Egress"], egress: [{ to: [{ podSelector: {} }] }, dns] }),
        ].concat(
          about("b", {
            policyTypes: ["Ingress"],
            ingress: [{ from: [{ podSelector: { matchExpressions } }], ports: [{ port: 8080 }] }],
          }),
        ),
        topology({ calls: [...calls.calls, { from: "c", to: "a", ports: [] }] }),
      );
    expect(from({ key: "app", operator: "In", values: ["a"] })).to.deep.equal(equal);
    expect(from({ key: "app", operator: "NotIn", values: ["b", "c"] })).to.deep.equal(equal);
    expect(from({ key: "app", operator: "Exists" }).surplus).to.deep.equal(["c > b TCP 8080"]);
    expect(from({ key: "app", operator: "DoesNotExist" }).missing).to.deep.equal(["a > b TCP 8080"]);
  });

  it("is nobody's on an application that is not called, and nothing for a pod that is no application", () => {
    const policies = allowing({ ports: [{ port: 8080 }] });
    expect(
      compared([...policies, about("c", { policyTypes: ["Egress"], egress: [dns] })], topology(calls)).surplus,
    ).to.deep.equal(["c > the cluster's DNS TCP 53 and UDP 53"]);
    const stray: NetworkPod = { name: "stray", namespace, labels: {}, ports: [] };
    const open = networkPolicy("open", {
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
    });
    expect(compared([...policies, open], topology(calls), [...pods, stray]).surplus).to.deep.equal([
      "a > a TCP 8080",
      "a > c TCP 8080",
      "a > stray TCP 8080",
    ]);
  });

  it("looks at policies of a pod's own namespace only", () => {
    const elsewhere = { ...deny, metadata: { name: "deny", namespace: "elsewhere" } };
    expect(reachability([elsewhere], pods, topology()).surplus).not.to.have.length(0);
  });

  it("names the policy about the fewest pods, where one must allow more", () => {
    const policies = [deny, ...policiesOf(topology()).filter(({ metadata }) => metadata.name === "b")];
    const egress = about("a", { policyTypes: ["Egress"], egress: [{ to: [{ podSelector: {} }] }, dns] });
    const { missing } = reachability([...policies, egress], pods, topology(calls));
    expect(missing.map(({ policy }) => policy?.metadata.name)).to.deep.equal(["b"]);
  });

  it("names the policy that allows too much", () => {
    const policies = [...policiesOf(topology(calls)), networkPolicy("emergency", { podSelector: {}, ingress: [{}] })];
    const { surplus } = reachability(policies, pods, topology(calls));
    expect(new Set(surplus.map(({ policy }) => policy?.metadata.name))).to.deep.equal(new Set(["emergency"]));
  });

  it("refuses a policy that it cannot understand", () => {
    const bad = (peer: object) => [about("a", { egress: [{ to: [peer] }] })];
    expect(() => reachability(bad({ ipBlock: { cidr: "10.0.0.0" } }), pods, topology())).to.throw(
      '"10.0.0.0" is no block',
    );
    const selector = { matchExpressions: [{ key: "app", operator: "Like", values: ["a"] }] };
    expect(() => reachability(bad({ podSelector: selector }), pods, topology())).to.throw("unknown operator Like");
  });

  it("differs from a topology by exactly what the policies' own topology differs", () => {
    const some = <Item>(all: readonly Item[]) => fc.subarray([...all]);
    const pairs = names.flatMap((from) =>
      names.flatMap((to) => ports.map(({ name }) => ({ from, to, ports: [name] }))),
    );
    const arbitrary = fc
      .tuple(
        some(pairs),
        some(
          ["web", "ops"].flatMap((space) =>
            names.flatMap((to) => ports.map(({ name }) => ({ namespaces: [space], to, ports: [name] }))),
          ),
        ),
      )
      .map(([called, entries]) => topology({ calls: called, entries }));
    const number = new Map(ports.map(({ name, port }) => [name, port]));
    const connections = ({ calls: called, entries }: Topology) => [
      ...called.map(({ from, to, ports: [port] }) => `${from} > ${to} TCP ${number.get(port)}`),
      ...entries.map(
        ({ namespaces: [space], to, ports: [port] }) => `pods of namespace ${space} > ${to} TCP ${number.get(port)}`,
      ),
      ...new Set(
        called.flatMap(({ from }) => ["TCP", "UDP"].map((protocol) => `${from} > the cluster's DNS ${protocol} 53`)),
      ),
    ];
    const single = (deviations: readonly Deviation[]) =>
      deviations
        .flatMap(({ from, to, ports: open }) =>
          open.split(" and ").flatMap((part) => {
            const [protocol, ...list] = part.split(/,? /);
            return list.map((port) => `${from} > ${to} ${protocol} ${port}`);
          }),
        )
        .sort();
    const without = (all: string[], others: string[]) => all.filter((each) => !others.includes(each)).sort();
    fc.assert(
      fc.property(arbitrary, arbitrary, (made, declared) => {
        const { surplus, missing } = reachability(policiesOf(made), pods, declared);
        expect(single(surplus)).to.deep.equal(without(connections(made), connections(declared)));
        expect(single(missing)).to.deep.equal(without(connections(declared), connections(made)));
      }),
    );
  });
});
