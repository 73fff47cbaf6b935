import { expect } from "chai";
import { quotaRoom as rule } from "../../../policies/rules/quotaRoom";
import { given, object, podOf } from "../given";
import { autoscaler, found, namespaceObject, replicated } from "../givenStack";

// The given container requests 100m and 64Mi, and is limited to 1 and 128Mi.
const quota = (hard: object, more: object = {}) =>
  object("v1", "ResourceQuota", { spec: { hard, ...more } }, { name: "quota" });
const claim = object("v1", "PersistentVolumeClaim", { spec: { resources: { requests: { storage: "10Gi" } } } });

/** The least quota of some objects: the value of each resource at which the rule is just kept. */
function demand(objects: readonly ReturnType<typeof object>[]): Record<string, string> {
  const nothing = Object.fromEntries(
    ["pods", "persistentvolumeclaims", "requests.storage"]
      .concat(["requests", "limits"].flatMap((kind) => [`${kind}.cpu`, `${kind}.memory`]))
      .map((resource) => [resource, "0"]),
  );
  return Object.fromEntries(
    found(rule, [...objects, quota(nothing)]).map(([, field, problem]) => [
      field.slice('spec.hard["'.length, -2),
      / is less than (\S+), which/.exec(problem)?.[1] ?? "",
    ]),
  );
}

describe("policy quota-room", () => {
  it("is kept by exactly the demand, and broken by less, resource by resource", () => {
    const objects = [replicated("app", 2), claim];
    const exact = demand(objects);
    // Two replicas, and twice the surge of one pod.
    expect(exact).to.deep.equal({
      pods: "4",
      "requests.cpu": "400m",
      "limits.cpu": "4",
      "requests.memory": "256Mi",
      "limits.memory": "512Mi",
      persistentvolumeclaims: "1",
      "requests.storage": "10Gi",
    });
    expect(found(rule, [...objects, quota(exact)])).to.have.length(0);
    expect(found(rule, [...objects, quota({ ...exact, "requests.cpu": "399m" })])).to.deep.equal([
      [
        "ResourceQuota/checked/quota",
        'spec.hard["requests.cpu"]',
        "399m is less than 400m, which the namespace can need",
      ],
    ]);
  });

  it("is broken in a namespace without a quota for all pods", () => {
    const problem = "namespace checked has no ResourceQuota for all of its pods";
    const scoped = quota({ pods: "99" }, { scopes: ["BestEffort"] });
    expect(found(rule, [given("Deployment"), scoped])).to.deep.equal([
      ["Deployment/checked/app", "metadata.name", problem],
    ]);
    expect(found(rule, [given("Deployment"), namespaceObject("checked")])).to.deep.equal([
      ["Namespace//checked", "metadata.name", problem],
    ]);
    expect(found(rule, [namespaceObject("empty")])).to.have.length(0);
  });

  it("is not about what a quota leaves open", () => {
    for (const more of [{}, { hard: undefined }]) {
      expect(found(rule, [given("Deployment"), quota({}, more)])).to.have.length(0);
    }
  });

  it("counts an autoscaler's maximum, and the surge as it is stated", () => {
    const updating = (strategy: object) =>
      given("Deployment", ({ spec }) => {
        spec.replicas = 4;
        spec.strategy = strategy;
      });
    expect(demand([replicated("app", 2), autoscaler("app", { minReplicas: 2, maxReplicas: 10 })]).pods).to.equal("16");
    expect(demand([replicated("app", 2), autoscaler("app", { minReplicas: 3 })]).pods).to.equal("5");
    expect(demand([updating({ type: "Recreate" })]).pods).to.equal("4");
    expect(demand([updating({ rollingUpdate: { maxSurge: 0 } })]).pods).to.equal("4");
    expect(demand([updating({ rollingUpdate: { maxSurge: 3 } })]).pods).to.equal("10");
    expect(demand([updating({ type: "RollingUpdate", rollingUpdate: { maxSurge: "26%" } })]).pods).to.equal("8");
  });

  it("counts other kinds: StatefulSets with the claims of their replicas, Jobs in parallel", () => {
    const set = given("StatefulSet", ({ spec }) => {
      spec.replicas = 3;
      spec.volumeClaimTemplates = [{ spec: { resources: { requests: { storage: "2Gi" } } } }];
    });
    const job = given("CronJob", ({ spec }) => {
      spec.jobTemplate.spec.parallelism = 2;
    });
    expect(demand([set])).to.include({ pods: "3", persistentvolumeclaims: "3", "requests.storage": "6Gi" });
    expect(demand([job]).pods).to.equal("2");
    expect(demand([given("Job"), given("Pod"), given("DaemonSet")]).pods).to.equal("3");
  });

  it("counts sidecars, a large init container, and a limit for a request that is not stated", () => {
    const cpu = (change: (pod: any) => void) =>
      demand([
        given("Pod", (each) => {
          change(podOf(each));
        }),
      ])["requests.cpu"];
    const init = (more: object) => ({ name: "init", resources: { requests: { cpu: "300m" } }, ...more });
    expect(cpu((pod) => (pod.initContainers = [init({})]))).to.equal("300m");
    expect(cpu((pod) => (pod.initContainers = [init({ restartPolicy: "Always" })]))).to.equal("400m");
    expect(cpu((pod) => delete pod.containers[0].resources.requests)).to.equal("1");
    expect(cpu((pod) => (pod.initContainers = [{ name: "no-size" }]))).to.equal("100m");
  });

  it("does not pass over what is no quantity", () => {
    const odd = given("Deployment", (each) => {
      podOf(each).containers[0].resources.requests.cpu = "much";
    });
    expect(() => found(rule, [odd, quota({ "requests.cpu": "1" })])).to.throw(
      'Deployment/checked/app: requests.cpu is "much", which is no quantity of it',
    );
    expect(() => found(rule, [given("Pod"), quota({ "limits.memory": "1.5G" })])).to.throw(
      "ResourceQuota/checked/quota",
    );
  });
});
