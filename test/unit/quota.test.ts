import { expect } from "chai";
import fc from "fast-check";
import { footprintOf, quotaFor, type WorkloadArgs } from "../../components";
import { parseBytes, parseCpu } from "../../components/workload/quantity";
import { find, ofKind, recordStack, workloads } from "./recording";

const probe = { httpPath: "/", periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 };

interface Sizes {
  cpu: number;
  memory: number;
  minimum: number;
  maximum: number;
  claim: boolean;
}

const sizes: fc.Arbitrary<Sizes> = fc
  .record({
    cpu: fc.integer({ min: 1, max: 16_000 }),
    memory: fc.integer({ min: 1, max: 2 ** 36 }),
    minimum: fc.integer({ min: 1, max: 5 }),
    more: fc.nat(20),
    claim: fc.boolean(),
  })
  .map(({ more, ...rest }) =>
    rest.claim ? { ...rest, minimum: 1, maximum: 1 } : { ...rest, maximum: rest.minimum + more },
  );

function workload({ cpu, memory, minimum, maximum, claim }: Sizes): WorkloadArgs {
  return {
    namespace: "n",
    application: "a",
    image: "i",
    uid: 1,
    gid: 1,
    ports: [],
    environment: [],
    mounts: claim ? [{ name: "data", path: "/data", claim: "a-data" }] : [],
    resources: {
      cpuRequest: `${cpu}m`,
      cpuLimit: `${2 * cpu}m`,
      memoryRequest: `${memory}`,
      memoryLimit: `${3 * memory}`,
    },
    replicas: { minimum, maximum },
    startup: probe,
    readiness: probe,
    liveness: probe,
    terminationGraceSeconds: 1,
    zones: 1,
    configuration: {},
  };
}

describe("quota", () => {
  it("holds every workload at its maximum while each is rolled, to the last unit", () => {
    fc.assert(
      fc.property(fc.array(sizes, { minLength: 1, maxLength: 6 }), (all) => {
        // Counted pod by pod: replicas at most; during a roll one new pod, and one that still ends.
        const pods = all.flatMap((each) => Array<Sizes>(each.maximum + (each.claim ? 0 : 2)).fill(each));
        const total = (of: (each: Sizes) => number) => pods.reduce((sum, each) => sum + of(each), 0);
        const hard = quotaFor({ workloads: all.map((each) => footprintOf(workload(each))), extraPods: 0, claims: [] });
        expect(Number(hard.pods)).to.equal(pods.length);
        expect(parseCpu(hard["requests.cpu"])).to.equal(total(({ cpu }) => cpu));
        expect(parseCpu(hard["limits.cpu"])).to.equal(total(({ cpu }) => 2 * cpu));
        expect(parseBytes(hard["requests.memory"])).to.equal(total(({ memory }) => memory));
        expect(parseBytes(hard["limits.memory"])).to.equal(total(({ memory }) => 3 * memory));
      }),
    );
  });

  it("grows by a pod of default size for each extra pod", () => {
    const demand = { workloads: [], claims: [] };
    expect(quotaFor({ ...demand, extraPods: 3 })).to.include({
      pods: "3",
      "requests.cpu": "300m",
      "limits.cpu": "1500m",
      "requests.memory": "384Mi",
      "limits.memory": "1536Mi",
    });
  });

  it("holds the claims, each and together", () => {
    const hard = quotaFor({ workloads: [], extraPods: 0, claims: ["10Gi", "512Mi"] });
    expect(hard).to.include({ persistentvolumeclaims: "2", "requests.storage": "10752Mi" });
  });

  it("allows no Service that leaves the cluster", () => {
    const hard = quotaFor({ workloads: [], extraPods: 0, claims: [] });
    expect(hard).to.include({ "services.nodeports": "0", "services.loadbalancers": "0" });
  });

  for (const stack of ["local", "staging", "prod"]) {
    it(`of stack ${stack} holds what its objects can grow to`, async () => {
      const all = await recordStack(stack);
      const { hard } = find(all, "ResourceQuota", "pilot-resource-quota").inputs.spec;
      let [pods, memory, cpu] = [2, 2 * 512 * 2 ** 20, 2 * 500];
      for (const { inputs } of workloads(all)) {
        const scaler = ofKind(all, "HorizontalPodAutoscaler").find(
          (r) => r.inputs.spec.scaleTargetRef.name === inputs.metadata.name,
        );
        const most = (scaler?.inputs.spec.maxReplicas ?? inputs.spec.replicas) as number;
        const surge = inputs.spec.strategy?.type === "RollingUpdate" ? 2 : 0;
        const { limits } = inputs.spec.template.spec.containers[0].resources;
        pods += most + surge;
        memory += (most + surge) * (parseBytes(limits.memory) ?? NaN);
        cpu += (most + surge) * (parseCpu(limits.cpu) ?? NaN);
      }
      // Runs of a CronJob do not overlap.
      for (const { inputs } of ofKind(all, "CronJob")) {
        const { limits } = inputs.spec.jobTemplate.spec.template.spec.containers[0].resources;
        pods += 1;
        memory += parseBytes(limits.memory) ?? NaN;
        cpu += parseCpu(limits.cpu) ?? NaN;
      }
      expect(Number(hard.pods)).to.equal(pods);
      expect(parseBytes(hard["limits.memory"])).to.equal(memory);
      expect(parseCpu(hard["limits.cpu"])).to.equal(cpu);
      const claimed = ofKind(all, "PersistentVolumeClaim").map(
        ({ inputs }) => parseBytes(inputs.spec.resources.requests.storage) ?? NaN,
      );
      expect(parseBytes(hard["requests.storage"])).to.equal(claimed.reduce((sum, bytes) => sum + bytes, 0));
    });
  }
});
