import { expect } from "chai";
import type { WorkloadArgs } from "../../components";
import { Workload } from "../../components";
import { find, ofKind, predecessors, record, recordStack, type Registration, workloads } from "./recording";

const probe = { httpPath: "/health", periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };

/** A workload with nothing special; `changes` on top. */
function args(changes: Partial<WorkloadArgs> = {}): WorkloadArgs {
  return {
    namespace: "there",
    application: "thing",
    image: `thing@sha256:${"a".repeat(64)}`,
    uid: 1234,
    gid: 5678,
    ports: [{ name: "http", port: 8080 }],
    environment: [],
    mounts: [],
    resources: { cpuRequest: "100m", cpuLimit: "200m", memoryRequest: "64Mi", memoryLimit: "128Mi" },
    replicas: { minimum: 2, maximum: 2 },
    startup: probe,
    readiness: probe,
    liveness: probe,
    terminationGraceSeconds: 30,
    zones: 1,
    configuration: { config: "a" },
    ...changes,
  };
}

const made = (changes: Partial<WorkloadArgs> = {}) => record(() => new Workload("w", args(changes)));
const deployment = async (changes: Partial<WorkloadArgs> = {}) =>
  find(await made(changes), "Deployment", "thing").inputs.spec;

describe("Workload", () => {
  describe("in every stack", () => {
    const pods: { name: string; spec: any; all: Registration[] }[] = [];
    before(async () => {
      for (const stack of ["local", "staging", "prod"]) {
        const all = await recordStack(stack);
        for (const { inputs } of workloads(all)) {
          pods.push({ name: `${stack}/${inputs.metadata.name}`, spec: inputs.spec.template.spec, all });
        }
      }
      expect(pods).to.have.length(3 * 12 + 1);
    });

    it("runs as a numeric user other than root, with its volumes' group, under the runtime's seccomp profile", () => {
      for (const { name, spec } of pods) {
        const { runAsUser, fsGroup, ...rest } = spec.securityContext;
        expect(runAsUser, name).to.be.greaterThan(0);
        expect(fsGroup, name).to.be.greaterThan(0);
        expect(rest, name).to.include({ runAsNonRoot: true, runAsGroup: fsGroup });
        expect(rest.seccompProfile, name).to.deep.equal({ type: "RuntimeDefault" });
      }
    });

    it("has a read-only root file system, no capabilities and no way to more privileges in every container", () => {
      for (const { name, spec } of pods) {
        for (const { securityContext } of spec.containers) {
          expect(securityContext, name).to.deep.equal({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          });
        }
      }
    });

    it("mounts no API token but into those who ask the API, and never by its account", () => {
      const clients = pods.filter(({ spec }) => spec.automountServiceAccountToken).map(({ name }) => name);
      expect(clients).to.have.members(["local/prometheus", "local/kube-state-metrics"]);
      for (const { spec, all } of pods) {
        expect(find(all, "ServiceAccount", spec.serviceAccountName).inputs.automountServiceAccountToken).to.equal(
          false,
        );
      }
    });

    it("requests and limits CPU and memory, and limits every scratch directory", () => {
      for (const { name, spec } of pods) {
        for (const { resources } of spec.containers) {
          expect(resources.requests, name).to.have.all.keys("cpu", "memory");
          expect(resources.limits, name).to.have.all.keys("cpu", "memory");
        }
        for (const { emptyDir } of spec.volumes) if (emptyDir) expect(emptyDir.sizeLimit, name).to.be.a("string");
      }
    });

    it("has the three probes, and relies on no curl or wget in them", () => {
      for (const { name, spec } of pods) {
        const [container] = spec.containers;
        for (const each of ["startupProbe", "readinessProbe", "livenessProbe"]) {
          expect(container[each], `${name} ${each}`).to.satisfy((p: any) => Boolean(p.exec) !== Boolean(p.httpGet));
          expect(JSON.stringify(container[each].exec ?? "")).not.to.match(/curl|wget/);
        }
      }
    });

    it("is made before every Service that waits for its pods, of which there may be more than the engine makes at once", async () => {
      for (const stack of ["local", "staging", "prod"]) {
        const all = await recordStack(stack);
        const waiting = ofKind(all, "Service").filter(({ inputs }) => inputs.spec.clusterIP !== "None");
        expect(waiting, stack).not.to.have.length(0);
        for (const service of waiting) {
          const made = workloads(all).filter(({ inputs }) => inputs.metadata.name === service.inputs.spec.selector.app);
          expect(predecessors(all, service), service.name).to.include.members(made.map(({ name }) => name));
        }
      }
    });

    it("names its image by digest", () => {
      for (const { name, spec } of pods) {
        for (const { image } of spec.containers) expect(image, name).to.match(/:[\w.-]+@sha256:[0-9a-f]{64}$/);
      }
    });

    it("has room for its drain in its grace period", () => {
      for (const { name, spec } of pods) {
        const drain = (spec.containers[0].lifecycle?.preStop.sleep?.seconds ?? 0) as number;
        expect(spec.terminationGracePeriodSeconds, name).to.be.at.least(drain + 30);
      }
    });
  });

  it("has a disruption budget that always lets one pod go from two replicas on, and none for one", async () => {
    const [budget] = ofKind(await made(), "PodDisruptionBudget");
    expect(budget.inputs.spec).to.deep.include({ maxUnavailable: 1, selector: { matchLabels: { app: "thing" } } });
    expect(ofKind(await made({ replicas: { minimum: 1, maximum: 1 } }), "PodDisruptionBudget")).to.have.length(0);
  });

  it("leaves the number of replicas to the autoscaler where there is one, also when it may not move", async () => {
    expect((await deployment()).replicas).to.equal(2);
    for (const maximum of [2, 7]) {
      expect(await deployment({ replicas: { minimum: 2, maximum, cpuUtilization: 70 } })).not.to.have.property(
        "replicas",
      );
    }
  });

  it("replaces pods one by one without a gap, but stops a pod that owns a claim before it starts the next", async () => {
    expect((await deployment()).strategy).to.deep.equal({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    const owner = await deployment({
      replicas: { minimum: 1, maximum: 1 },
      mounts: [{ name: "data", path: "/data", claim: "thing-data" }],
    });
    expect(owner.strategy).to.deep.equal({ type: "Recreate" });
  });

  it("rolls its pods when what they were configured from changes, and only then", async () => {
    const annotations = async (configuration: Record<string, string>) =>
      (await deployment({ configuration })).template.metadata.annotations;
    const before = await annotations({ config: "a" });
    expect(await annotations({ config: "a" })).to.deep.equal(before);
    expect(await annotations({ config: "b" })).not.to.deep.equal(before);
  });

  it("demands as many zones as it is told, and demands nothing of one", async () => {
    const zone = async (zones: number) => (await deployment({ zones })).template.spec.topologySpreadConstraints[0];
    expect(await zone(3)).to.include({ whenUnsatisfiable: "DoNotSchedule", minDomains: 3 });
    expect(await zone(1)).to.include({ whenUnsatisfiable: "ScheduleAnyway" });
    expect(await zone(1)).not.to.have.property("minDomains");
  });

  it("mounts configuration and Secrets read-only", async () => {
    const { spec } = (
      await deployment({
        mounts: [
          { name: "config", path: "/etc/thing", configMap: "thing-config" },
          { name: "secret", path: "/run/secrets", secret: "thing-secrets" },
          { name: "tmp", path: "/tmp", emptyDirSize: "1Mi" },
        ],
      })
    ).template;
    const readOnly = spec.containers[0].volumeMounts.map((mount: any) => mount.readOnly ?? false);
    expect(readOnly).to.deep.equal([true, true, false]);
    expect(spec.volumes[1].secret.defaultMode).to.equal(0o440);
  });

  it("pulls with the Secret that it is told, and with none otherwise", async () => {
    expect((await deployment({ pullSecret: "registry" })).template.spec.imagePullSecrets).to.deep.equal([
      { name: "registry" },
    ]);
    expect((await deployment()).template.spec).not.to.have.property("imagePullSecrets");
  });
});
