import { expect } from "chai";
import { parse } from "yaml";
import { type KubernetesObject, objectId } from "../../../policies/kubernetesObject";
import { ExaminedObject } from "../../../policies/objectRules";
import { defaultParameters } from "../../../policies/parameters";
import { objectRules } from "../../../policies/rules";
import { isRecoverable } from "../../../policies/stackObjects";
import { monitoringImages } from "../../../components/monitoring/images";
import { find, ofKind, type Registration, workloads } from "../recording";
import { contacts, everything, namespaceOnly, objectsOf, recordServers } from "./watched";

const podOf = ({ inputs }: Registration) => inputs.spec.template.spec;
const containerOf = (all: readonly Registration[], name: string) => podOf(find(all, "Deployment", name)).containers[0];

describe("the monitoring servers", () => {
  let all: Registration[];
  let restricted: Registration[];
  before(async () => {
    all = await recordServers(everything);
    restricted = await recordServers(namespaceOnly);
  });

  it("break no hardening rule", () => {
    const parameters = { ...defaultParameters, apiClients: ["prometheus", "kube-state-metrics"] };
    for (const object of objectsOf([...all, ...restricted])) {
      const examined = new ExaminedObject(object, { parameters, exceptions: [] });
      const broken = objectRules.flatMap((rule) => examined.violations(rule)).map(({ message }) => message);
      expect(broken, objectId(object)).to.deep.equal([]);
    }
  });

  it("say of every claim why it needs no backup", () => {
    const claims = ofKind(all, "PersistentVolumeClaim");
    expect(claims.map(({ inputs }) => inputs.metadata.name)).to.have.members([
      "prometheus-data",
      "alertmanager-data",
      "jaeger-data",
    ]);
    for (const { inputs } of claims) expect(isRecoverable(inputs as KubernetesObject)).to.equal(true);
  });

  it("have a token only where they use the API", () => {
    const withToken = (registrations: readonly Registration[]) =>
      workloads(registrations)
        .filter((workload) => podOf(workload).automountServiceAccountToken)
        .map(({ inputs }) => inputs.metadata.name as string);
    expect(withToken(all)).to.have.members(["prometheus", "kube-state-metrics"]);
    expect(withToken(restricted)).to.deep.equal([]);
    for (const kind of ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]) {
      expect(ofKind(restricted, kind), kind).to.deep.equal([]);
    }
  });

  it("read Secrets with what each needs, and never PostgreSQL's superuser", () => {
    const environment = (name: string) =>
      containerOf(all, name).env.flatMap(({ name: variable, valueFrom }: any) =>
        valueFrom ? [`${variable}=${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`] : [],
      );
    expect(environment("redis-exporter")).to.deep.equal(["REDIS_PASSWORD=redis-secrets/password"]);
    expect(environment("postgres-exporter")).to.deep.equal(["DATA_SOURCE_PASS=postgres-exporter-secrets/password"]);
    for (const { inputs } of workloads(all)) {
      const secretVolumes = inputs.spec.template.spec.volumes.filter(({ secret }: any) => secret);
      expect(secretVolumes.length, inputs.metadata.name).to.equal(
        ["alertmanager", "grafana"].includes(inputs.metadata.name) ? 1 : 0,
      );
    }
  });

  it("run with the user of their image", () => {
    for (const { inputs } of workloads(all)) {
      const { runAsUser, runAsGroup } = inputs.spec.template.spec.securityContext;
      const { user } = monitoringImages[inputs.metadata.name as keyof typeof monitoringImages];
      expect({ uid: runAsUser, gid: runAsGroup }).to.deep.equal(user);
    }
  });

  it("probe ports that they have", () => {
    for (const workload of workloads(all)) {
      const [{ ports, ...container }] = podOf(workload).containers;
      for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
        expect(ports.map(({ name }: { name: string }) => name)).to.include(container[probe].httpGet.port);
      }
    }
  });
});

describe("Prometheus", () => {
  let all: Registration[];
  before(async () => {
    all = await recordServers(everything);
  });

  const config = () => parse(find(all, "ConfigMap", "prometheus-config").inputs.data["prometheus.yml"]);

  it("is not restarted by a change of its configuration, which it watches", async () => {
    const deployment = (registrations: Registration[]) => find(registrations, "Deployment", "prometheus").inputs;
    const changed = await recordServers({ ...everything, "episodicMemory.metrics": false });
    expect(find(changed, "ConfigMap", "prometheus-config").inputs.data["prometheus.yml"]).not.to.equal(
      find(all, "ConfigMap", "prometheus-config").inputs.data["prometheus.yml"],
    );
    expect(deployment(changed)).to.deep.equal(deployment(all));
    expect(containerOf(all, "prometheus").args).to.include("--config.auto-reload");
    // A file that is mounted by itself would never change in the container.
    for (const { subPath } of containerOf(all, "prometheus").volumeMounts) expect(subPath).to.equal(undefined);
  });

  it("keeps less than its claim holds", () => {
    expect(find(all, "PersistentVolumeClaim", "prometheus-data").inputs.spec.resources.requests.storage).to.equal(
      "20Gi",
    );
    expect(config().storage.tsdb.retention).to.deep.equal({ time: "15d", size: `${16 * 1024 ** 3}B` });
  });

  it("finds the pods of every job by a headless Service that selects them", () => {
    const jobs = config().scrape_configs.filter(({ dns_sd_configs }: any) => dns_sd_configs);
    expect(jobs.map(({ job_name }: any) => job_name)).to.have.members([
      "episodic-memory",
      "reputation-service",
      "weaviate",
      "alertmanager",
      "redis-exporter",
      "postgres-exporter",
      "blackbox-exporter",
      "kube-state-metrics",
      "grafana",
      "jaeger",
    ]);
    for (const { job_name: job, dns_sd_configs: discoveries } of jobs) {
      const { spec } = find(all, "Service", `${job}-pods`).inputs;
      expect(spec).to.deep.include({ clusterIP: "None", selector: { app: job } });
      for (const { names, port } of discoveries) {
        expect(names).to.deep.equal([`${job}-pods.orchestrix-pilot.svc.cluster.local.`]);
        expect(spec.ports.map(({ port: number }: any) => number)).to.include(port);
      }
    }
  });

  it("may read metrics of nodes and of the API server, and nothing else of the cluster", () => {
    const [{ inputs }] = ofKind(all, "ClusterRole");
    expect(inputs.rules).to.deep.equal([
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { nonResourceURLs: ["/metrics"], verbs: ["get"] },
    ]);
  });
});

describe("Alertmanager", () => {
  let all: Registration[];
  before(async () => {
    all = await recordServers(everything);
  });

  it("is restarted by a change of its configuration, and waits for no Secret", () => {
    const { annotations } = find(all, "Deployment", "alertmanager").inputs.spec.template.metadata;
    expect(annotations).to.have.property("checksum/config");
    const { volumes } = podOf(find(all, "Deployment", "alertmanager"));
    expect(volumes.find(({ secret }: any) => secret).secret).to.include({
      secretName: "alertmanager-contacts",
      optional: true,
    });
  });

  it("has its contacts' channels and addresses in the ConfigMap, and their keys and URLs in files", () => {
    const text = find(all, "ConfigMap", "alertmanager-config").inputs.data["alertmanager.yml"] as string;
    expect(text).to.include("#incidents").and.include("manager@example.com");
    const { receivers } = parse(text);
    expect(receivers.map(({ name }: any) => name)).to.have.length(Object.keys(contacts).length);
    expect(text).not.to.match(/(routing_key|api_url|password|[^_]url): /);
  });
});
