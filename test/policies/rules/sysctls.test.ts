import { sysctls as rule } from "../../../policies/rules/sysctls";
import { emptyLists, testRule } from "../ruleCases";

const given =
  (...names: string[]) =>
  (pod: any) => {
    pod.securityContext.sysctls = names.map((name) => ({ name, value: "1" }));
  };

testRule(rule, {
  kept: {
    ...emptyLists,
    "no parameters": given(),
    "no security context": (pod) => {
      pod.securityContext = null;
    },
    "safe parameters": given("kernel.shm_rmid_forced", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"),
  },
  broken: {
    "unsafe parameters, each named": [
      given("kernel.msgmax", "net.ipv4.tcp_syncookies", "net.core.somaxconn"),
      "securityContext.sysctls: kernel.msgmax, net.core.somaxconn is not safe",
    ],
  },
});
