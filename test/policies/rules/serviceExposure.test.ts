import { expect } from "chai";
import { serviceExposure as rule } from "../../../policies/rules/serviceExposure";
import { service } from "../corpus/objects";
import { violations } from "../given";

describe("policy service-exposure", () => {
  it("is kept by the types that stay inside, the default among them", () => {
    for (const spec of [
      {},
      { type: null, externalIPs: null },
      { type: "ClusterIP", externalIPs: [] },
      { type: "ExternalName" },
    ]) {
      expect(violations(rule, service(spec)), JSON.stringify(spec)).to.have.length(0);
    }
  });

  it("says what exposes the Service", () => {
    const remedy = ". Use type ClusterIP without externalIPs, or add the Service to the exposedServices.";
    for (const [spec, problem] of [
      [{ type: "NodePort" }, "type is NodePort"],
      [{ type: "LoadBalancer" }, "type is LoadBalancer"],
      [{ externalIPs: ["192.0.2.10"] }, "externalIPs is set"],
      [{ type: "NodePort", externalIPs: ["192.0.2.10"] }, "type is NodePort and externalIPs is set"],
    ] as const) {
      expect(violations(rule, service(spec)).map(({ message }) => message)).to.deep.equal([
        `service-exposure: spec: ${problem}${remedy}`,
      ]);
    }
  });

  it("lets a declared Service be exposed", () => {
    const exposed = service({ type: "LoadBalancer", externalIPs: ["192.0.2.10"] });
    expect(violations(rule, exposed, { exposedServices: ["app"] })).to.have.length(0);
    expect(violations(rule, exposed, { exposedServices: ["other"] })).to.have.length(1);
  });
});
