import { expect } from "chai";
import type { Topology } from "../../../components/topology";
import { networkPolicies } from "../../../components/foundation/networkPolicies";
import { networkTopology as rule } from "../../../policies/rules/networkTopology";
import { found, namespaceObject, networkPolicy, serving, workload } from "../givenStack";

const topology: Topology = {
  applications: [
    { name: "web", ports: [] },
    { name: "store", ports: [{ name: "redis", port: 6379 }] },
  ],
  calls: [{ from: "web", to: "store", ports: ["redis"] }],
  entries: [],
  exits: [],
};
const workloads = [serving("web", []), serving("store", [{ name: "redis", containerPort: 6379 }])];
const policies = networkPolicies(topology).map(({ name, spec }) => networkPolicy(name, spec));

describe("policy network-topology", () => {
  it("is kept by the policies of the topology", () => {
    expect(found(rule, [...workloads, ...policies], { topology })).to.have.length(0);
  });

  it("names the policy and the direction of what is allowed too much", () => {
    const ingress = [
      { from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: 1, endPort: 65535 }] },
    ];
    const wide = networkPolicy("store-wide", { podSelector: { matchLabels: { app: "store" } }, ingress });
    const anywhere = networkPolicy("web-wide", {
      podSelector: { matchLabels: { app: "web" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: {} }] }],
    });
    expect(found(rule, [...workloads, ...policies, wide, anywhere], { topology })).to.deep.equal([
      [
        "NetworkPolicy/checked/store-wide",
        "spec.ingress",
        "web may open TCP 1-6378, 6380-65535 of store, which the topology does not declare",
      ],
    ]);
  });

  it("names the policy that holds up what is declared", () => {
    const others = policies.filter(({ metadata }) => metadata.name !== "store");
    expect(found(rule, [...workloads, ...others], { topology })).to.deep.equal([
      [
        "NetworkPolicy/checked/default-deny-all",
        "spec.ingress",
        "web may not open TCP 6379 of store, which the topology declares",
      ],
    ]);
  });

  it("names the workload that no policy isolates", () => {
    const cronJob = workload("CronJob", "stray");
    const findings = found(rule, [cronJob], { topology });
    expect(findings).to.deep.include([
      "CronJob/checked/stray",
      "spec.jobTemplate.spec.template.metadata.labels",
      "stray may open TCP 1-65535 and UDP 1-65535 and SCTP 1-65535 of 0.0.0.0/0, ::/0, which the topology does not " +
        "declare: no NetworkPolicy isolates the egress of stray",
    ]);
    expect(new Set(findings.map(([object]) => object))).to.deep.equal(new Set(["CronJob/checked/stray"]));
  });

  it("resolves the names of ports at the containers, sidecars too", () => {
    const named = policies.map((policy) => JSON.parse(JSON.stringify(policy).replaceAll("6379", '"redis"')));
    expect(found(rule, [...workloads, ...named], { topology })).to.have.length(0);
    const sidecar = workload("Deployment", "store", (object) => {
      object.spec.template.spec.initContainers = [{ name: "store", ports: [{ name: "redis", containerPort: 6379 }] }];
    });
    expect(found(rule, [workloads[0], sidecar, ...named], { topology })).to.have.length(0);
    expect(found(rule, [workloads[0], serving("store", []), ...named], { topology })).to.have.length(1);
  });

  it("knows the labels of the stack's own namespaces", () => {
    const peer = { namespaceSelector: { matchLabels: { team: "own" } }, podSelector: { matchLabels: { app: "web" } } };
    const spec = {
      podSelector: { matchLabels: { app: "store" } },
      ingress: [{ from: [peer], ports: [{ port: 6379 }] }],
    };
    const selected = [...policies.filter(({ metadata }) => metadata.name !== "store"), networkPolicy("store", spec)];
    const missing = (team: string) =>
      found(rule, [namespaceObject("checked", { team }), ...workloads, ...selected], { topology }).filter(
        ([, , problem]) => problem.startsWith("web may not"),
      );
    expect(missing("own")).to.have.length(0);
    expect(missing("another")).to.have.length(1);
  });

  it("finds nothing where no topology is declared", () => {
    expect(found(rule, workloads)).to.have.length(0);
  });
});
