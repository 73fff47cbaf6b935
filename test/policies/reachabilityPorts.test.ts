import { expect } from "chai";
import fc from "fast-check";
import { reachability } from "../../policies/network/reachability";
import { about, allowing, calls, compared, pod, topology } from "./givenNetwork";

describe("reachability of ports", () => {
  it("knows ports by number, by name, in ranges, and all where none is stated", () => {
    for (const [port, surplus] of [
      [{ port: 8080 }, []],
      [{ port: "http" }, []],
      [{ port: 8080, endPort: 8080 }, []],
      [{ protocol: "TCP", port: 8079, endPort: 8081 }, ["a > b TCP 8079, 8081"]],
      [{ port: 8080, endPort: 9000 }, ["a > b TCP 8081-9000"]],
      [{ protocol: "TCP" }, ["a > b TCP 1-8079, 8081-65535"]],
    ] as const) {
      expect(compared(allowing({ ports: [port] }), topology(calls)), JSON.stringify(port)).to.deep.equal({
        surplus,
        missing: [],
      });
    }
    const others = "UDP 1-65535 and SCTP 1-65535";
    for (const rule of [{}, { ports: [] }]) {
      expect(compared(allowing(rule), topology(calls)).surplus).to.deep.equal([
        `a > b TCP 1-8079, 8081-65535 and ${others}`,
      ]);
    }
  });

  it("does not take a port of another protocol or of an unknown name for the declared one", () => {
    for (const port of [{ port: "https" }, { protocol: "UDP", port: "http" }]) {
      expect(compared(allowing({ ports: [port] }), topology(calls))).to.deep.equal({
        surplus: [],
        missing: ["a > b TCP 8080"],
      });
    }
    expect(compared(allowing({ ports: [{ protocol: "UDP", port: 8080 }] }), topology(calls))).to.deep.equal({
      surplus: ["a > b UDP 8080"],
      missing: ["a > b TCP 8080"],
    });
  });

  it("agrees with a reading of the rules port by port", () => {
    const port = fc.integer({ min: 1, max: 12 });
    const rule = fc.oneof(
      fc.record({ port, endPort: fc.option(fc.integer({ min: 12, max: 14 }), { nil: undefined }) }),
      fc.record({ port, protocol: fc.constantFrom("TCP", "UDP") }),
      fc.record({ protocol: fc.constantFrom("TCP", "UDP") }),
    );
    interface Rule {
      port?: number;
      endPort?: number;
      protocol?: string;
    }
    const allows = (rules: Rule[], protocol: string, at: number) =>
      rules.length === 0 ||
      rules.some(
        (each) =>
          (each.protocol ?? "TCP") === protocol &&
          (each.port === undefined || (each.port <= at && at <= (each.endPort ?? each.port))),
      );
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), fc.array(rule, { maxLength: 4 }), (leaving, entering) => {
        const policies = [
          about("a", { policyTypes: ["Egress"], egress: [{ to: [{ podSelector: {} }], ports: leaving }] }),
          about("b", { policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector: {} }], ports: entering }] }),
        ];
        const { surplus } = reachability(policies, [pod("a"), pod("b")], topology());
        const open = surplus.filter(({ from, to }) => from === "a" && to === "b").map((deviation) => deviation.ports);
        const isOpen = (protocol: string, at: number) =>
          open.some((text) =>
            text.split(" and ").some((part) => {
              const [named, ...ranges] = part.split(/,? /);
              return (
                named === protocol &&
                ranges.some((range) => {
                  const [first, last = first] = range.split("-").map(Number);
                  return first <= at && at <= last;
                })
              );
            }),
          );
        for (const protocol of ["TCP", "UDP", "SCTP"]) {
          for (const at of [...Array(16).keys()].map((index) => index + 1).concat(8080, 9100, 65535)) {
            const both = allows(leaving, protocol, at) && allows(entering, protocol, at);
            expect(isOpen(protocol, at), `${protocol} ${at}`).to.equal(both);
          }
        }
      }),
    );
  });
});
