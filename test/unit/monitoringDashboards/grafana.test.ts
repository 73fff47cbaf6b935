import { expect } from "chai";
import { parse } from "yaml";
import { dashboards } from "../../../components/monitoring/dashboards";
import { Grafana, type GrafanaArgs, grafanaWorkload } from "../../../components/monitoring/grafana";
import { digest } from "../../policies/given";
import { find, ofKind, record, type Registration } from "../recording";
import { everything, namespace } from "./given";
import { broken } from "./judged";

const args: GrafanaArgs = {
  namespace,
  image: `docker.io/grafana/grafana:13.2.2@${digest}`,
  resources: { cpuRequest: "100m", cpuLimit: "1", memoryRequest: "512Mi", memoryLimit: "1Gi" },
  rootUrl: "http://localhost:3000",
  dataSources: {
    prometheus: "http://prometheus:9090",
    alertmanager: "http://alertmanager:9093",
    jaeger: "http://jaeger-query:16686",
  },
  dashboards: dashboards(everything),
  generation: 1,
};

const recordGrafana = (changes: Partial<GrafanaArgs> = {}) =>
  record(() => new Grafana("grafana", { ...args, ...changes }));

describe("Grafana", () => {
  let all: Registration[];
  before(async () => {
    all = await recordGrafana();
  });

  const pod = () => find(all, "Deployment", "grafana").inputs.spec.template.spec;
  const setting = (name: string, of: GrafanaArgs = args) =>
    grafanaWorkload(of).environment.find((variable) => variable.name === name)?.value;
  const file = (configMap: string) => {
    const { data } = find(all, "ConfigMap", configMap).inputs;
    return parse(Object.values(data as Record<string, string>)[0]);
  };
  /** The ConfigMap that is mounted at a folder. */
  const mountedAt = (folder: string): string => {
    const mount = pod().containers[0].volumeMounts.find(({ mountPath }: any) => mountPath === folder);
    return pod().volumes.find(({ name }: any) => name === mount?.name)?.configMap.name;
  };

  it("keeps every hardening rule", () => {
    expect(broken(all)).to.deep.equal([]);
  });

  it("serves where the runbook forwards to", () => {
    expect(find(all, "Service", "grafana").inputs.spec.ports).to.deep.equal([
      { name: "http", port: 3000, targetPort: "http", protocol: "TCP" },
    ]);
  });

  it("finds its data sources by fixed uids, which nobody can edit", () => {
    const { datasources, prune } = file(mountedAt("/etc/grafana/provisioning/datasources"));
    expect(prune).to.equal(true);
    expect(datasources.map(({ uid, type, url, editable }: any) => [uid, type, url, editable])).to.deep.equal([
      ["prometheus", "prometheus", "http://prometheus:9090", false],
      ["alertmanager", "alertmanager", "http://alertmanager:9093", false],
      ["jaeger", "jaeger", "http://jaeger-query:16686", false],
    ]);
    expect(datasources.filter(({ isDefault }: any) => isDefault)).to.have.length(1);
  });

  it("has no data source that there is not", async () => {
    const changed = await recordGrafana({ dataSources: { ...args.dataSources, jaeger: "" } });
    const { data } = find(changed, "ConfigMap", "grafana-datasources").inputs;
    expect(data["datasources.yaml"]).not.to.include("jaeger");
  });

  it("finds every dashboard, each in a ConfigMap of its own that has room to grow", () => {
    const { providers } = file(mountedAt("/etc/grafana/provisioning/dashboards"));
    expect(providers[0]).to.deep.include({ type: "file", allowUiUpdates: false, disableDeletion: true });
    for (const { uid, json } of args.dashboards) {
      const { data } = find(all, "ConfigMap", mountedAt(`${providers[0].options.path}/${uid}`)).inputs;
      expect(data, uid).to.deep.equal({ "dashboard.json": json });
      expect(Buffer.byteLength(json), uid).to.be.lessThan(256 * 1024);
    }
  });

  it("is greeted with a dashboard that is there", () => {
    const path = setting("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH") ?? "";
    const folder = path.slice(0, path.lastIndexOf("/"));
    expect(find(all, "ConfigMap", mountedAt(folder)).inputs.data).to.have.property(path.slice(folder.length + 1));
  });

  it("takes its password and key from files of a Secret, and lets in nobody without one", () => {
    const mount = pod().containers[0].volumeMounts.find(({ name }: any) => name === "secrets");
    expect(pod().volumes.find(({ name }: any) => name === "secrets").secret.secretName).to.equal("grafana-secrets");
    expect(setting("GF_SECURITY_ADMIN_PASSWORD__FILE")).to.equal(`${mount.mountPath}/admin-password`);
    expect(setting("GF_SECURITY_SECRET_KEY__FILE")).to.equal(`${mount.mountPath}/secret-key`);
    for (const door of ["AUTH_ANONYMOUS_ENABLED", "USERS_ALLOW_SIGN_UP", "PUBLIC_DASHBOARDS_ENABLED"]) {
      expect(setting(`GF_${door}`), door).to.equal("false");
    }
  });

  it("sends its cookie by HTTPS only where it is reached so", () => {
    expect(setting("GF_SECURITY_COOKIE_SECURE")).to.equal("false");
    expect(setting("GF_SECURITY_COOKIE_SECURE", { ...args, rootUrl: "https://grafana.example.com" })).to.equal("true");
  });

  it("asks nothing of the outside, and installs nothing", () => {
    const off = ["ANALYTICS_REPORTING_ENABLED", "ANALYTICS_CHECK_FOR_UPDATES", "ANALYTICS_CHECK_FOR_PLUGIN_UPDATES"];
    for (const name of [...off, "NEWS_NEWS_FEED_ENABLED", "PLUGINS_PREINSTALL_AUTO_UPDATE"]) {
      expect(setting(`GF_${name}`), name).to.equal("false");
    }
    expect(setting("GF_PLUGINS_PREINSTALL_DISABLED")).to.equal("true");
    expect(setting("GF_SECURITY_DISABLE_GRAVATAR")).to.equal("true");
  });

  it("can write where it must, and where the runbook cleans up", () => {
    const writable = pod()
      .volumes.filter(({ emptyDir }: any) => emptyDir)
      .map(({ name }: any) => pod().containers[0].volumeMounts.find((mount: any) => mount.name === name));
    expect(writable.map(({ mountPath, readOnly }: any) => [mountPath, readOnly])).to.have.deep.members([
      ["/var/lib/grafana", undefined],
      ["/tmp", undefined],
    ]);
    expect(ofKind(all, "PersistentVolumeClaim")).to.have.length(0);
  });

  it("restarts for new data sources and a new password, and not for a changed dashboard", async () => {
    const annotations = async (changes: Partial<GrafanaArgs>) =>
      find(await recordGrafana(changes), "Deployment", "grafana").inputs.spec.template;
    const before = await annotations({});
    expect(await annotations({ dataSources: { ...args.dataSources, jaeger: "" } })).not.to.deep.equal(before);
    expect(await annotations({ generation: 2 })).not.to.deep.equal(before);
    const changed = args.dashboards.map((dashboard) => ({ ...dashboard, json: "{}" }));
    expect(await annotations({ dashboards: changed })).to.deep.equal(before);
  });
});
