import { probes as rule } from "../../../policies/rules/probes";
import { workloadKinds } from "../given";
import { emptyLists, type PodChange, testRule } from "../ruleCases";

const without =
  (...probes: string[]): PodChange =>
  (pod) => {
    for (const probe of probes) pod.containers[0][probe] = null;
  };

const sidecar =
  (fields: object): PodChange =>
  (pod) => {
    pod.initContainers = [{ name: "sidecar", restartPolicy: "Always", ...fields }];
  };

const probe = { exec: { command: ["true"] } };

testRule(rule, {
  kinds: workloadKinds.filter((kind) => !["Job", "CronJob"].includes(kind)),
  kept: {
    ...emptyLists,
    "a container without a startup probe": without("startupProbe"),
    "a sidecar with probes": sidecar({ readinessProbe: probe, livenessProbe: probe }),
    "an init container that ends": (pod) => {
      pod.initContainers = [{ name: "prepare" }];
    },
    "an ephemeral container": (pod) => {
      pod.ephemeralContainers = [{ name: "debug" }];
    },
    "a container that is to end": (pod, object) => {
      pod.restartPolicy = "OnFailure";
      without("readinessProbe", "livenessProbe")(pod, object);
    },
  },
  broken: {
    "no readiness probe": [
      without("readinessProbe"),
      "container app, readinessProbe|livenessProbe: there is no readinessProbe",
    ],
    "no liveness probe": [
      without("livenessProbe"),
      "container app, readinessProbe|livenessProbe: there is no livenessProbe",
    ],
    "neither, in one message, where the restart policy is the default": [
      (pod, object) => {
        delete pod.restartPolicy;
        without("readinessProbe", "livenessProbe")(pod, object);
      },
      "container app, readinessProbe|livenessProbe: there is no readinessProbe and no livenessProbe",
    ],
    "a sidecar without a liveness probe": [
      sidecar({ readinessProbe: probe }),
      "container sidecar, readinessProbe|livenessProbe: there is no livenessProbe",
    ],
  },
});
