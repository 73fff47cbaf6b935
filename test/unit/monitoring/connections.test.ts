import { expect } from "chai";
import { networkPolicies, type PolicySpec } from "../../../components";
import { everything, namespaceOnly, watchedTopology } from "./watched";

type Watch = typeof everything;

const specOf = (watch: Watch, name: string): PolicySpec => {
  const policy = networkPolicies(watchedTopology(watch)).find((each) => each.name === name);
  if (!policy) throw new Error(`there is no policy ${name}`);
  return policy.spec;
};

/** What an application may open: the other application, or the range of addresses, with each port. */
const egress = (watch: Watch, name: string): string[] =>
  (specOf(watch, name).egress ?? []).flatMap(({ to, ports }) =>
    to
      .filter(({ namespaceSelector }) => !namespaceSelector)
      .flatMap(({ podSelector, ipBlock }) =>
        ports.map(({ port }) => `${podSelector?.matchLabels?.app ?? ipBlock?.cidr ?? ""}:${port}`),
      ),
  );

const callersOf = (watch: Watch, name: string): string[] =>
  (specOf(watch, name).ingress ?? []).flatMap(({ from, ports }) =>
    from.flatMap(({ podSelector }) => ports.map(({ port }) => `${podSelector?.matchLabels?.app ?? ""}:${port}`)),
  );

describe("the connections of the monitoring servers", () => {
  it("let an exporter reach the store that it reads, and nothing else", () => {
    expect(egress(everything, "redis-exporter")).to.deep.equal(["redis:6379"]);
    expect(egress(everything, "postgres-exporter")).to.deep.equal(["postgres:5432"]);
  });

  it("let Prometheus read metrics, and not the data of a store", () => {
    expect(egress(everything, "prometheus")).to.include.members(["weaviate:2112", "redis-exporter:9121"]);
    expect(egress(everything, "prometheus").filter((to) => /^(redis|postgres):|^weaviate:8080/.test(to))).to.eql([]);
  });

  it("let nobody but Prometheus read an exporter or have something probed", () => {
    for (const name of ["redis-exporter", "postgres-exporter", "blackbox-exporter", "kube-state-metrics"]) {
      const callers = callersOf(everything, name).map((caller) => caller.split(":")[0]);
      expect([...new Set(callers)], name).to.deep.equal(["prometheus"]);
    }
  });

  it("lead out of the namespace only to the addresses that are named, for what is used there", () => {
    const outside = (watch: Watch) =>
      watchedTopology(watch).applications.flatMap(({ name }) =>
        egress(watch, name)
          .filter((to) => to.includes("/"))
          .map((to) => `${name} ${to}`),
      );
    expect(outside(everything)).to.have.members([
      "prometheus 10.96.0.1/32:443",
      "prometheus 10.96.0.1/32:6443",
      "prometheus 10.0.0.0/16:10250",
      "kube-state-metrics 10.96.0.1/32:443",
      "kube-state-metrics 10.96.0.1/32:6443",
      "alertmanager 203.0.113.0/24:443",
      "alertmanager 203.0.113.0/24:587",
    ]);
    expect(outside(namespaceOnly)).to.deep.equal([]);
  });

  it("leave out who could not work", () => {
    const names = watchedTopology(namespaceOnly).applications.map(({ name }) => name);
    expect(names).not.to.include("kube-state-metrics");
    expect(callersOf(namespaceOnly, "episodic-memory")).to.deep.equal(["blackbox-exporter:8081"]);
  });
});
