import { expect } from "chai";
import { ingressTls as rule } from "../../../policies/rules/ingressTls";
import { ingress, rule as serves } from "../corpus/objects";
import { violations } from "../given";

const certificate = (...hosts: string[]) => ({ hosts, secretName: "certificate" });

describe("policy ingress-tls", () => {
  it("is kept where every host has a certificate, by name or by wildcard", () => {
    for (const spec of [
      { rules: [serves("a.example.com")], tls: [certificate("a.example.com")] },
      { rules: [serves("a.example.com"), serves("b.org")], tls: [certificate("*.example.com"), certificate("b.org")] },
      { rules: [serves("*.example.com")], tls: [certificate("*.example.com")] },
      { rules: [serves()], tls: [{ secretName: "certificate" }] },
      { defaultBackend: {}, tls: [certificate("a.example.com")] },
      { rules: null, tls: null },
      {},
    ]) {
      expect(violations(rule, ingress(spec)), JSON.stringify(spec)).to.have.length(0);
    }
  });

  it("names the hosts in clear text", () => {
    const spec = { rules: [serves("a.org"), serves("b.org"), serves()], tls: [{ hosts: ["a.org"] }] };
    expect(violations(rule, ingress(spec)).map(({ message }) => message)).to.deep.equal([
      "ingress-tls: spec.tls: a.org and b.org and any host is served in clear text. Add the host to an entry with a " +
        "secretName.",
    ]);
  });

  it("is broken where the certificate is not for the host", () => {
    for (const [host, tls] of [
      ["a.example.com", null],
      ["a.example.com", []],
      ["a.example.com", [certificate("b.example.com")]],
      ["a.example.com", [{ secretName: "certificate" }]],
      ["a.example.com", [{ hosts: ["a.example.com"], secretName: "" }]],
      ["b.a.example.com", [certificate("*.example.com")]],
      ["example.com", [certificate("*.example.com")]],
      ["*.example.com", [certificate("a.example.com")]],
    ] as const) {
      expect(violations(rule, ingress({ rules: [serves(host)], tls })), JSON.stringify([host, tls])).to.have.length(1);
    }
  });

  it("is broken by a default backend without TLS", () => {
    expect(violations(rule, ingress({ defaultBackend: {} }))).to.have.length(1);
  });
});
