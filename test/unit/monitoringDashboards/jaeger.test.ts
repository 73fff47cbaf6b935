import { expect } from "chai";
import { parse } from "yaml";
import { Jaeger, type JaegerArgs } from "../../../components/monitoring/jaeger";
import { digest } from "../../policies/given";
import { find, record, type Registration } from "../recording";
import { everything, expressions, namespace } from "./given";
import { broken } from "./judged";

const args: JaegerArgs = {
  namespace,
  image: `docker.io/jaegertracing/jaeger:2.20.0@${digest}`,
  resources: { cpuRequest: "100m", cpuLimit: "1", memoryRequest: "512Mi", memoryLimit: "1Gi" },
  retentionHours: 72,
  storage: "10Gi",
  storageClass: "",
  retain: true,
};

const recordJaeger = (changes: Partial<JaegerArgs> = {}) => record(() => new Jaeger("jaeger", { ...args, ...changes }));

describe("Jaeger", () => {
  let all: Registration[];
  before(async () => {
    all = await recordJaeger();
  });

  const deployment = () => find(all, "Deployment", "jaeger").inputs.spec;
  const container = () => deployment().template.spec.containers[0];
  const config = () => parse(find(all, "ConfigMap", "jaeger-config").inputs.data["config.yaml"]);
  const portNumber = (name: string) => container().ports.find((port: any) => port.name === name)?.containerPort;
  const portIn = (endpoint: string) => Number(/^0\.0\.0\.0:(\d+)$/.exec(endpoint)?.[1]);

  it("keeps every hardening rule", () => {
    expect(broken(all)).to.deep.equal([]);
  });

  it("serves the query interface by the Service that the runbook forwards to, and traces by its own", () => {
    const query = find(all, "Service", "jaeger-query").inputs.spec;
    expect(query.ports).to.deep.equal([{ name: "query", port: 16686, targetPort: "query", protocol: "TCP" }]);
    expect(deployment().template.metadata.labels).to.include(query.selector);
    const own = find(all, "Service", "jaeger").inputs.spec.ports.map(({ name, port }: any) => [name, port]);
    expect(own).to.deep.include.members([
      ["otlp-grpc", 4317],
      ["otlp-http", 4318],
      ["metrics", 8888],
      ["spanmetrics", 8889],
    ]);
  });

  it("listens to other pods on each port that it declares", () => {
    const { extensions, receivers, exporters, service } = config();
    const { host, port } = service.telemetry.metrics.readers[0].pull.exporter.prometheus;
    const listening = {
      query: extensions.jaeger_query.http.endpoint,
      health: extensions.healthcheckv2.http.endpoint,
      "otlp-grpc": receivers.otlp.protocols.grpc.endpoint,
      "otlp-http": receivers.otlp.protocols.http.endpoint,
      spanmetrics: exporters.prometheus.endpoint,
      metrics: `${host}:${port}`,
    };
    expect(container().ports.map(({ name }: any) => name)).to.have.members(Object.keys(listening));
    for (const [name, endpoint] of Object.entries(listening)) expect(portIn(endpoint), name).to.equal(portNumber(name));
  });

  it("is probed where it says how it is", () => {
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      expect(container()[probe].httpGet).to.deep.equal({ path: "/status", port: "health" });
    }
  });

  it("reads the configuration that is mounted", () => {
    const mount = container().volumeMounts.find(({ name }: any) => name === "config");
    expect(container().args).to.deep.equal([`--config=${mount.mountPath}/config.yaml`]);
  });

  it("keeps traces on its claim for as long as it is told", async () => {
    const { badger } = Object.values<any>(config().extensions.jaeger_storage.backends)[0];
    const mount = container().volumeMounts.find(({ name }: any) => name === "data");
    expect(badger.ephemeral).to.equal(false);
    for (const folder of Object.values<string>(badger.directories)) {
      expect(folder.startsWith(`${mount.mountPath}/`), folder).to.equal(true);
    }
    expect(badger.ttl.spans).to.equal("72h");
    expect(find(all, "PersistentVolumeClaim", "jaeger-data").inputs.spec.resources.requests.storage).to.equal("10Gi");
    const template = find(await recordJaeger({ retentionHours: 24 }), "Deployment", "jaeger").inputs.spec.template;
    expect(template.metadata.annotations).not.to.deep.equal(deployment().template.metadata.annotations);
  });

  it("ends before its successor starts: its store has one writer", () => {
    expect(deployment()).to.deep.include({ replicas: 1, strategy: { type: "Recreate" } });
  });

  it("defines all that its pipelines name, and names all that it defines", () => {
    const { service, ...kinds } = config();
    const pipelines = Object.values<any>(service.pipelines);
    const named = (end: string) => new Set<string>(pipelines.flatMap((pipeline) => pipeline[end] ?? []));
    const defined = (...kind: string[]) => kind.flatMap((each) => Object.keys(kinds[each]));
    expect([...named("receivers")]).to.have.members(defined("receivers", "connectors"));
    expect([...named("processors")]).to.have.members(defined("processors"));
    expect([...named("exporters")]).to.have.members(defined("exporters", "connectors"));
    expect(service.extensions).to.have.members(defined("extensions"));
    const [store] = Object.keys(kinds.extensions.jaeger_storage.backends);
    expect([
      kinds.extensions.jaeger_query.storage.traces,
      kinds.exporters.jaeger_storage_exporter.trace_storage,
    ]).to.deep.equal([store, store]);
  });

  it("counts the services' requests under the names that the dashboards ask for", () => {
    const { namespace: prefix, histogram } = config().connectors.spanmetrics;
    const unit = { ms: "milliseconds", s: "seconds" }[histogram.unit as string] ?? "";
    const stem = prefix.replaceAll(".", "_");
    const counted = [`${stem}_calls_total`, `${stem}_duration_${unit}_bucket`, `${stem}_duration_${unit}_count`];
    const asked = expressions().flatMap(({ expression }) => expression.match(/\btraces_\w+/g) ?? []);
    expect([...new Set(asked)]).to.have.members(counted);
  });

  it("counts a duration at the edge that the response time must keep", () => {
    const { latencySeconds } = everything.objectives;
    expect(config().connectors.spanmetrics.histogram.explicit.buckets).to.include(`${latencySeconds}s`);
  });

  it("collects garbage before it reaches its memory limit", () => {
    const { value } = container().env.find(({ name }: any) => name === "GOMEMLIMIT");
    expect(Number(value)).to.be.within(0.7 * 2 ** 30, 0.95 * 2 ** 30);
  });
});
