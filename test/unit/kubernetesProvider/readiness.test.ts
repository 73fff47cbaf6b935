import { expect } from "chai";
import { daemonSet } from "../../../local/plugins/kubernetes/await/daemonSet";
import { deployment } from "../../../local/plugins/kubernetes/await/deployment";
import { job } from "../../../local/plugins/kubernetes/await/job";
import { pod } from "../../../local/plugins/kubernetes/await/pod";
import { podProblems } from "../../../local/plugins/kubernetes/await/problems";
import type { Condition, Readiness } from "../../../local/plugins/kubernetes/await/readiness";
import { statefulSet } from "../../../local/plugins/kubernetes/await/statefulSet";
import type { Cluster } from "../../../local/plugins/kubernetes/cluster";
import type { JsonObject } from "../../../local/plugins/kubernetes/json";

// These conditions look at the object alone; anything they asked of the cluster would fail here.
const noCluster = undefined as unknown as Cluster;
const look = async (condition: Condition, spec: JsonObject, status: JsonObject, generation = 1): Promise<Readiness> =>
  condition.check({ metadata: { generation }, spec, status: { observedGeneration: 1, ...status } }, noCluster);

describe("a Deployment is ready", () => {
  const done = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
  const phase = async (status: JsonObject, generation?: number) =>
    (await look(deployment, { replicas: 2 }, status, generation)).phase;

  it("when all replicas are new and available, and no old one is left", async () => {
    expect(await phase(done)).to.equal("ready");
    expect(await phase({ ...done, replicas: 3 })).to.equal("waiting");
    expect(await phase({ ...done, updatedReplicas: 1 })).to.equal("waiting");
    expect(await phase({ ...done, availableReplicas: 1 })).to.equal("waiting");
  });

  it("not before its controller has seen the newest spec", async () => {
    expect(await phase(done, 2)).to.equal("waiting");
  });

  it("never, once its deadline is over or its pods are not allowed", async () => {
    const stuck = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "timed out" };
    expect(await phase({ ...done, conditions: [stuck] })).to.equal("failed");
    const refused = { type: "ReplicaFailure", status: "True", message: 'forbidden: violates PodSecurity "restricted"' };
    expect(await phase({ conditions: [refused] })).to.equal("failed");
    expect(await phase({ conditions: [{ ...refused, message: "exceeded quota: q" }] })).to.equal("waiting");
  });

  it("and tells how many replicas are", async () => {
    const { message } = await look(deployment, { replicas: 2 }, { ...done, availableReplicas: 1 });
    expect(message).to.equal("[1/2] waiting for rollout: 1 of 2 replicas available");
  });
});

describe("other workloads are ready", () => {
  it("StatefulSet: when the newest revision runs everywhere, from its partition on", async () => {
    const status = { currentRevision: "a", updateRevision: "b", updatedReplicas: 1, readyReplicas: 3 };
    expect((await look(statefulSet, { replicas: 3 }, status)).phase).to.equal("waiting");
    const updateStrategy = { type: "RollingUpdate", rollingUpdate: { partition: 2 } };
    expect((await look(statefulSet, { replicas: 3, updateStrategy }, status)).phase).to.equal("ready");
    expect((await look(statefulSet, { replicas: 3, updateStrategy: { type: "OnDelete" } }, status)).phase).to.equal(
      "ready",
    );
    expect(
      (await look(statefulSet, { replicas: 4, updateStrategy }, { ...status, updatedReplicas: 2 })).phase,
    ).to.equal("waiting");
  });

  it("DaemonSet: when every node has its pod", async () => {
    const status = { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2 };
    expect((await look(daemonSet, {}, status)).phase).to.equal("waiting");
    expect((await look(daemonSet, {}, { ...status, numberAvailable: 3 })).phase).to.equal("ready");
  });

  it("Job: when it has completed; a failed one never", async () => {
    expect((await look(job, {}, {})).phase).to.equal("waiting");
    expect((await look(job, {}, { conditions: [{ type: "Complete", status: "True" }] })).phase).to.equal("ready");
    const failure = { type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: "too many" };
    expect(await look(job, {}, { conditions: [failure] })).to.deep.equal({
      phase: "failed",
      message: "BackoffLimitExceeded: too many",
    });
  });

  it("Pod: when it is ready or has succeeded", async () => {
    expect((await look(pod, {}, { phase: "Running" })).phase).to.equal("waiting");
    expect((await look(pod, {}, { phase: "Succeeded" })).phase).to.equal("ready");
    expect((await look(pod, {}, { phase: "Failed" })).phase).to.equal("failed");
  });
});

describe("the reason why a pod is not ready", () => {
  const problems = (container: JsonObject) =>
    podProblems({ status: { containerStatuses: [{ name: "main", ...container }] } });

  it("is the image that cannot be pulled", () => {
    const state = { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "nope"' } };
    expect(problems({ ready: false, state })).to.deep.equal([
      'container main: ImagePullBackOff: Back-off pulling image "nope"',
    ]);
  });

  it("is how a container that keeps crashing ended last", () => {
    const state = { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } };
    const lastState = { terminated: { reason: "OOMKilled", exitCode: 137 } };
    expect(problems({ ready: false, state, lastState })).to.deep.equal([
      "container main: CrashLoopBackOff: back-off 10s: last ended with OOMKilled, exit code 137",
    ]);
  });

  it("is the scheduler's, and none for a container that is ready or only starting", () => {
    const unscheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" };
    expect(podProblems({ status: { conditions: [unscheduled] } })).to.deep.equal(["Unschedulable: 0/3 nodes"]);
    expect(problems({ ready: true, state: { running: {} } })).to.deep.equal([]);
    expect(problems({ ready: false, state: { waiting: { reason: "ContainerCreating" } } })).to.deep.equal([]);
  });
});
