import { hostNamespaces as rule } from "../../../policies/rules/hostNamespaces";
import { emptyLists, testRule } from "../ruleCases";

testRule(rule, {
  kept: {
    ...emptyLists,
    "fields that are false or null": (pod) => {
      Object.assign(pod, { hostNetwork: false, hostPID: null, hostIPC: false });
    },
    "a user namespace of its own": (pod) => {
      pod.hostUsers = false;
    },
  },
  broken: {
    "the node's network": [
      (pod) => {
        pod.hostNetwork = true;
      },
      "hostNetwork|hostPID|hostIPC: hostNetwork shares a namespace of the node with the pod",
    ],
    "two of the node's namespaces, in one message": [
      (pod) => {
        Object.assign(pod, { hostPID: true, hostIPC: true });
      },
      "hostNetwork|hostPID|hostIPC: hostPID, hostIPC shares a namespace of the node with the pod",
    ],
  },
});
