import { hostPorts as rule } from "../../../policies/rules/hostPorts";
import { emptyLists, testRule } from "../ruleCases";

testRule(rule, {
  kept: {
    ...emptyLists,
    "ports of the container": (pod) => {
      pod.containers[0].ports = [{ containerPort: 8080 }, { containerPort: 8081, hostPort: 0 }];
    },
    "ports on the node's network, which another rule reports": (pod) => {
      pod.hostNetwork = true;
      pod.containers[0].ports = [{ containerPort: 8080, hostPort: 8080 }];
    },
  },
  broken: {
    "ports of the node, named in one message a container": [
      (pod) => {
        const ports = [
          { containerPort: 8080, hostPort: 80 },
          { containerPort: 1 },
          { containerPort: 2, hostPort: 443 },
        ];
        pod.containers[0].ports = ports;
        pod.initContainers = [{ name: "prepare", ports: [{ containerPort: 8080, hostPort: 81 }] }];
      },
      "container app, ports: port 80, 443 of the node is taken",
      "container prepare, ports: port 81 of the node is taken",
    ],
  },
});
