import { resourceLimits as rule } from "../../../policies/rules/resourceLimits";
import { expect } from "chai";
import { given, podOf, violations } from "../given";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, resources`;
const resources = (value: unknown) => (pod: any) => {
  pod.containers[0].resources = value;
};
const everything = "limits.cpu, limits.memory, requests.cpu, requests.memory is not declared";

testRule(rule, {
  kept: {
    ...emptyLists,
    "limits alone, which are then also the requests": resources({ limits: { cpu: "1", memory: "128Mi" } }),
    "quantities that are numbers": resources({ limits: { cpu: 1.5, memory: 134217728 } }),
    "other resources beside": resources({
      requests: { cpu: "100m", memory: "64Mi" },
      limits: { cpu: "1", memory: "128Mi", "ephemeral-storage": "1Gi" },
    }),
    "ephemeral containers, which can have none": (pod) => {
      pod.ephemeralContainers = [{ name: "debug" }];
    },
  },
  broken: {
    nothing: [resources(undefined), `${place("app")}: ${everything}`],
    null: [resources(null), `${place("app")}: ${everything}`],
    "empty lists of them": [resources({ requests: {}, limits: null }), `${place("app")}: ${everything}`],
    "requests alone": [
      resources({ requests: { cpu: "1", memory: "64Mi" } }),
      `${place("app")}: limits.cpu, limits.memory is not declared`,
    ],
    "no limit of memory": [
      resources({ requests: { cpu: "1", memory: "64Mi" }, limits: { cpu: "1" } }),
      `${place("app")}: limits.memory is not declared`,
    ],
    "zeros, which mean nothing": [
      resources({ requests: { cpu: "0", memory: "64Mi" }, limits: { cpu: "1", memory: "0Mi" } }),
      `${place("app")}: limits.memory, requests.cpu is not declared`,
    ],
    "an init container without": [
      (pod, object) => {
        moreContainers({})(pod, object);
      },
      `${place("prepare")}: ${everything}`,
    ],
  },
});

describe("policy resource-limits, of a pod that a LimitRange has completed", () => {
  const noted = (note: string, name = "app") =>
    violations(
      rule,
      given("Pod", (object) => {
        object.metadata.annotations = { "kubernetes.io/limit-ranger": `LimitRanger plugin set: ${note}` };
        const [container] = podOf(object).containers;
        podOf(object).initContainers = [{ ...container, name: "prepare" }];
        container.name = name;
      }),
    ).map(({ container, message }) => [container, /resources: (.*) is not declared/.exec(message)?.[1]]);

  it("is broken by what the LimitRange filled in", () => {
    expect(noted("cpu, memory request for container app; cpu, memory limit for container app")).to.deep.equal([
      ["app", "limits.cpu, limits.memory, requests.cpu, requests.memory"],
    ]);
    expect(noted("cpu, ephemeral-storage, memory limit for container app")).to.deep.equal([
      ["app", "limits.cpu, limits.memory"],
    ]);
    expect(noted("memory request for container app")).to.deep.equal([["app", "requests.memory"]]);
  });

  it("tells containers and init containers apart", () => {
    expect(noted("cpu limit for container app; memory limit for init container prepare")).to.deep.equal([
      ["app", "limits.cpu"],
      ["prepare", "limits.memory"],
    ]);
  });

  it("is kept where it filled in another resource or another container", () => {
    expect(noted("ephemeral-storage limit for container app")).to.deep.equal([]);
    expect(noted("cpu limit for container my-app")).to.deep.equal([]);
  });

  it("is not misled by a container that is called like a resource", () => {
    expect(noted("memory limit for container cpu", "cpu")).to.deep.equal([["cpu", "limits.memory"]]);
  });
});
