import { expect } from "chai";
import { about, allowing, calls, compared, deny, dns, equal, topology } from "./givenNetwork";

describe("reachability beyond the own namespaces", () => {
  it("sees who else may enter: other namespaces, any of them, a label of them, addresses", () => {
    const by = (...peers: object[]) =>
      compared(
        [deny, about("b", { policyTypes: ["Ingress"], ingress: [{ from: peers, ports: [{ port: 8080 }] }] })],
        topology({ entries: [{ namespaces: ["web"], to: "b", ports: ["http"] }] }),
      );
    const named = (...values: string[]) => ({
      namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values }] },
    });
    expect(by(named("web"))).to.deep.equal(equal);
    expect(by(named("web", "other")).surplus).to.deep.equal(["pods of namespace other > b TCP 8080"]);
    expect(by({ namespaceSelector: { matchLabels: { team: "x" } } })).to.deep.equal({
      surplus: ["pods of namespaces labelled team=x > b TCP 8080"],
      missing: ["pods of namespace web > b TCP 8080"],
    });
    expect(by({ namespaceSelector: {} }).surplus).to.deep.equal([
      "pods of any other namespace > b TCP 8080",
      "pods of namespace kube-system > b TCP 8080",
      "the cluster's DNS > b TCP 8080",
    ]);
    expect(by({ ...named("web"), podSelector: { matchLabels: { role: "gateway" } } }).missing).to.deep.equal([
      "pods of namespace web > b TCP 8080",
    ]);
    expect(by(named("web"), { ipBlock: { cidr: "10.0.0.0/8", except: ["10.0.0.0/9"] } }).surplus).to.deep.equal([
      "10.128.0.0/9 > b TCP 8080",
    ]);
  });

  it("does not take a foreign pod with an application's label for the application", () => {
    const peer = { namespaceSelector: {}, podSelector: { matchLabels: { app: "a" } } };
    const policies = [
      ...allowing({ ports: [{ port: 8080 }] }),
      about("b", { ingress: [{ from: [peer], ports: [{ port: 8080 }] }] }),
    ];
    expect(compared(policies, topology(calls)).surplus).to.deep.equal([
      "pods labelled app=a of any other namespace > b TCP 8080",
    ]);
  });

  it("sees who else may be called: all of DNS's namespace, other pods of the cluster, addresses", () => {
    const to = (...egress: object[]) =>
      compared(
        [deny, about("a", { policyTypes: ["Egress"], egress })],
        topology({ exits: [{ from: "a", cidrs: ["10.0.0.0/8"], ports: [443] }] }),
      );
    const block = { to: [{ ipBlock: { cidr: "10.0.0.0/8" } }], ports: [{ port: 443 }] };
    const [peer] = dns.to;
    expect(to(block, dns)).to.deep.equal(equal);
    expect(to(block, { ...dns, ports: [{ port: "dns", protocol: "UDP" }, { port: "dns-tcp" }] })).to.deep.equal(equal);
    expect(to(block, dns, { to: [{ namespaceSelector: {} }], ports: [{ port: "dns" }] }).surplus).to.deep.equal([
      "a > pods of any other namespace TCP named ports",
      "a > pods of namespace kube-system TCP named ports",
    ]);
    const anyone = [{ namespaceSelector: {} }];
    expect(to(block, dns, { to: anyone, ports: [{ port: "x" }] }, { to: anyone, ports: [{}] }).surplus).to.include(
      "a > pods of any other namespace TCP 1-65535",
    );
    expect(to(block).missing).to.deep.equal(["a > the cluster's DNS TCP 53 and UDP 53"]);
    expect(to(dns).missing).to.deep.equal(["a > 10.0.0.0/8 TCP 443"]);
    expect(to(block, { ...dns, to: [{ namespaceSelector: peer.namespaceSelector }] }).surplus).to.deep.equal([
      "a > pods of namespace kube-system TCP 53 and UDP 53",
    ]);
    expect(to(block, dns, { to: [peer], ports: [{ port: 9153 }] }).surplus).to.deep.equal([
      "a > the cluster's DNS TCP 9153",
    ]);
    expect(
      to(block, dns, { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }], ports: [{ port: 443 }] })
        .surplus,
    ).to.deep.equal(["a > 0.0.0.0 to 9.255.255.255, 11.0.0.0 to 255.255.255.255 TCP 443"]);
    expect(to(block, dns, { ports: [{ port: 80 }] }).surplus).to.include("a > 0.0.0.0/0, ::/0 TCP 80");
  });
});
