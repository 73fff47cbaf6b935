import { hostProbes as rule } from "../../../policies/rules/hostProbes";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const asks = (action: string, host?: string) => ({ [action]: { port: 80, host } });
const place = (name: string) =>
  `container ${name}, livenessProbe|readinessProbe|startupProbe|lifecycle: a probe or hook asks the host`;

testRule(rule, {
  kept: {
    ...emptyLists,
    "probes and hooks of the pod itself": (pod) => {
      Object.assign(pod.containers[0], {
        livenessProbe: asks("httpGet", ""),
        readinessProbe: { exec: { command: ["true"] } },
        startupProbe: { grpc: { port: 80 } },
        lifecycle: { preStop: { sleep: { seconds: 5 } }, postStart: asks("httpGet") },
      });
    },
    "a header of the same name": (pod) => {
      const httpHeaders = [{ name: "Host", value: "www.example.com" }];
      pod.containers[0].livenessProbe = { httpGet: { port: 80, httpHeaders } };
    },
  },
  broken: {
    "other hosts, each named": [
      (pod) => {
        Object.assign(pod.containers[0], {
          livenessProbe: asks("httpGet", "a"),
          readinessProbe: asks("tcpSocket", "b"),
          startupProbe: asks("httpGet", "c"),
          lifecycle: { postStart: asks("httpGet", "d"), preStop: asks("tcpSocket", "e") },
        });
      },
      `${place("app")} a, b, c, d, e`,
    ],
    "init and ephemeral containers": [
      moreContainers({ livenessProbe: asks("httpGet", "10.0.0.1") }),
      `${place("prepare")} 10.0.0.1`,
      `${place("debug")} 10.0.0.1`,
    ],
  },
});
