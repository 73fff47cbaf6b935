import { expect } from "chai";
import fc from "fast-check";
import { engineTopology, networkPolicies, readSettings, schema } from "../../components";
import { isSchedule } from "../../components/workload/schedule";
import { readStackSettings } from "../../operations/project";
import { find, ofKind, predecessors, recordStack, type Registration, workloads } from "./recording";

const podOf = ({ inputs }: Registration) => inputs.spec.jobTemplate.spec.template.spec;

describe("ImageScan", () => {
  let all: Registration[];
  let cronJob: Registration;
  before(async () => {
    all = await recordStack("prod");
    cronJob = find(all, "CronJob", "image-scan");
  });

  it("scans every image that a pod of the namespace runs, its own too, each once", () => {
    const lines = (find(all, "ConfigMap", "image-scan-images").inputs.data["images.txt"] as string).trim().split("\n");
    const pods = [
      ...workloads(all).map(({ inputs }) => inputs.spec.template.spec),
      ...ofKind(all, "CronJob").map(podOf),
    ];
    const images = pods.flatMap(({ containers }) => containers.map(({ image }: { image: string }) => image));
    expect(lines).to.have.members([...new Set(images)]);
    expect(lines.join())
      .to.match(/research-engine/)
      .and.match(/redis/)
      .and.match(/trivy/);
  });

  it("scans the image that a mirror serves instead", async () => {
    const redis = `mirror.example/redis@sha256:${"d".repeat(64)}`;
    const mirrored = await recordStack("prod", {
      images: { redis },
      policy: { registries: ["mirror.example/", "docker.io/", "ghcr.io/", "cr.weaviate.io/"] },
    });
    const { data } = find(mirrored, "ConfigMap", "image-scan-images").inputs;
    expect(data["images.txt"]).to.include(redis).and.not.include("docker.io/library/redis");
  });

  it("is hardened as every pod is, and has no port, no probe and no token", () => {
    const pod = podOf(cronJob);
    expect(pod).to.include({
      serviceAccountName: "image-scan",
      automountServiceAccountToken: false,
      restartPolicy: "Never",
    });
    expect(find(all, "ServiceAccount", "image-scan").inputs.automountServiceAccountToken).to.equal(false);
    const redis = find(all, "Deployment", "redis").inputs.spec.template.spec;
    expect(pod.securityContext).to.deep.equal({
      ...redis.securityContext,
      runAsUser: 65532,
      runAsGroup: 65532,
      fsGroup: 65532,
    });
    const [container] = pod.containers;
    expect(container.securityContext).to.deep.equal(redis.containers[0].securityContext);
    expect(container.resources.limits).to.deep.equal({ cpu: "1", memory: "1Gi" });
    expect(container).not.to.have.any.keys("ports", "startupProbe", "readinessProbe", "livenessProbe");
    for (const { name, emptyDir } of pod.volumes) if (emptyDir) expect(emptyDir.sizeLimit, name).to.be.a("string");
  });

  it("mounts only what exists", () => {
    for (const { persistentVolumeClaim, configMap } of podOf(cronJob).volumes) {
      if (persistentVolumeClaim) find(all, "PersistentVolumeClaim", persistentVolumeClaim.claimName);
      if (configMap) find(all, "ConfigMap", configMap.name);
    }
    const [{ command, volumeMounts }] = podOf(cronJob).containers;
    const scripts = volumeMounts.find(({ mountPath }: { mountPath: string }) => command[1].startsWith(mountPath));
    const { configMap } = podOf(cronJob).volumes.find(({ name }: { name: string }) => name === scripts.name);
    expect(find(all, "ConfigMap", configMap.name).inputs.data).to.have.property(command[1].split("/").at(-1));
  });

  it("runs daily, ends, does not overlap, and fails at once on findings only", () => {
    const { jobTemplate, ...spec } = cronJob.inputs.spec;
    expect(spec).to.deep.equal({
      schedule: "0 3 * * *",
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
    });
    expect(jobTemplate.spec).to.include({
      activeDeadlineSeconds: 7200,
      backoffLimit: 2,
      ttlSecondsAfterFinished: 604800,
    });
    expect(jobTemplate.spec.podFailurePolicy.rules).to.deep.equal([
      { action: "FailJob", onExitCodes: { containerName: "image-scan", operator: "In", values: [1] } },
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ]);
  });

  it("says that it scans, and that its claim needs no backup", () => {
    expect(cronJob.inputs.metadata.annotations).to.deep.equal({ "orchestrix-pilot/scans-images": "true" });
    const claim = find(all, "PersistentVolumeClaim", "image-scan");
    expect(claim.inputs.metadata.annotations["orchestrix-pilot/no-backup"]).to.match(/\w/);
    expect(claim).to.include({ protect: false, retainOnDelete: false });
  });

  it("counts every severity from the lowest one up", async () => {
    const counted = async (severity: string) => {
      const [{ env }] = podOf(
        find(await recordStack("prod", { scan: { severity } }), "CronJob", "image-scan"),
      ).containers;
      return env.find(({ name }: { name: string }) => name === "SCAN_SEVERITIES").value;
    };
    expect(await counted("LOW")).to.equal("LOW,MEDIUM,HIGH,CRITICAL");
    expect(await counted("HIGH")).to.equal("HIGH,CRITICAL");
    expect(await counted("CRITICAL")).to.equal("CRITICAL");
  });

  it("logs in to the registry of the application's image with its pull Secret", async () => {
    const image = `registry.example/engine@sha256:${"e".repeat(64)}`;
    const stack = await recordStack("prod", {
      application: { image, pullSecret: "pull" },
      policy: { registries: ["registry.example/", "docker.io/", "ghcr.io/", "cr.weaviate.io/"] },
    });
    const pod = podOf(find(stack, "CronJob", "image-scan"));
    const [{ env, volumeMounts }] = pod.containers;
    const volume = pod.volumes.find(({ secret }: { secret?: object }) => secret !== undefined);
    expect(volume.secret.secretName).to.equal("pull");
    const { mountPath } = volumeMounts.find(({ name }: { name: string }) => name === volume.name);
    expect(env).to.deep.include({ name: "SCAN_CREDENTIALS", value: `${mountPath}/.dockerconfigjson` });
    expect(pod.imagePullSecrets).to.deep.equal([{ name: "pull" }]);
  });

  it("may open port 443 of the registries' addresses and ask the DNS, and nobody may call it", () => {
    const policies = networkPolicies(
      engineTopology({ ...readStackSettings("prod"), "scan.registryCidrs": ["192.0.2.0/24"] }),
    );
    const { ingress, egress = [] } = policies.find(({ name }) => name === "image-scan")?.spec ?? {};
    expect(ingress).to.deep.equal([]);
    expect(egress[0]).to.deep.equal({
      to: [{ ipBlock: { cidr: "192.0.2.0/24" } }],
      ports: [{ protocol: "TCP", port: 443 }],
    });
    expect(egress.slice(1).flatMap(({ ports }) => ports.map(({ port }) => port))).to.deep.equal([53, 53]);
  });

  it("starts after the default deny", () => {
    expect(predecessors(all, cronJob).join(" ")).to.include("network-default-deny-all").and.include("image-scan-claim");
  });

  it("leaves no trace where it is off", async () => {
    const without = await recordStack("prod", { scan: { enabled: false } });
    expect(JSON.stringify(without.map(({ name, inputs }) => [name, inputs.metadata]))).not.to.include("image-scan");
    const hard = (registrations: Registration[]) =>
      find(registrations, "ResourceQuota", "pilot-resource-quota").inputs.spec.hard;
    expect(Number(hard(all).pods)).to.equal(Number(hard(without).pods) + 1);
    expect(Number(hard(all).persistentvolumeclaims)).to.equal(Number(hard(without).persistentvolumeclaims) + 1);
  });

  it("is on in the local stack and off where no registry has the images", async () => {
    expect(ofKind(await recordStack("local"), "CronJob")).to.have.length(1);
    expect(ofKind(await recordStack("e2e"), "CronJob")).to.have.length(0);
  });
});

describe("the settings of the scan", () => {
  const problem = (scan: object) => {
    try {
      const config = {
        "orchestrix-pilot:application": JSON.stringify({ image: `a@sha256:${"0".repeat(64)}` }),
        "orchestrix-pilot:scan": JSON.stringify(scan),
      };
      readSettings(config, "orchestrix-pilot");
      return "none";
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("accept what can be meant", () => {
    for (const scan of [
      { schedule: "*/15 0-6,22 1 */3 *", severity: "LOW" },
      { registryCidrs: ["10.0.0.0/8", "2001:db8::/32"] },
    ])
      expect(problem(scan)).to.equal("none");
  });

  it("name the key of what cannot", () => {
    expect(problem({ severity: "high" })).to.match(/scan\.severity must be one of LOW, MEDIUM, HIGH, CRITICAL/);
    expect(problem({ registryCidrs: [] })).to.match(/scan\.registryCidrs must be a list of one or more/);
    for (const cidr of ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "registry.example/8", "::/129", "10.0.0.0/8/8", 5])
      expect(problem({ registryCidrs: [cidr] }), String(cidr)).to.match(/scan\.registryCidrs must be/);
    expect(problem({ memoryRequest: "2Gi" })).to.match(/scan\.memoryRequest must be at most scan\.memoryLimit/);
  });

  it("refuse a schedule that means something else than it seems to, or nothing", () => {
    const { accepts } = schema["scan.schedule"];
    for (const text of [
      ...["", "0 3 * *", "0 3 * * * *", "@daily", "60 3 * * *", "0 24 * * *", "0 3 0 * *", "0 3 32 * *", "0 3 * 13 *"],
      ...[
        "0 3 * * 7",
        "0 3 * * sun",
        "*/0 3 * * *",
        "5-1 3 * * *",
        "0 3 1-7 * 0",
        "0  3 * * *",
        "-1 3 * * *",
        "5/10 * * * *",
      ],
    ])
      expect(accepts(text), text).to.equal(false);
  });

  it("accept every single time of the day on every day of a month or of a week", () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const hour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(
        minute,
        hour,
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 6 }),
        (m, h, day, weekday) => {
          expect(isSchedule(`${m} ${h} ${day} * *`)).to.equal(true);
          expect(isSchedule(`${m} ${h} * * ${weekday}`)).to.equal(true);
          expect(isSchedule(`${m} ${h} ${day} * ${weekday}`)).to.equal(false);
        },
      ),
    );
  });
});
