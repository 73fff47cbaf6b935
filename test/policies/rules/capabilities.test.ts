import { capabilities as rule } from "../../../policies/rules/capabilities";
import { emptyLists, moreContainers, onWindows, testRule } from "../ruleCases";

const place = (name: string) => `container ${name}, securityContext.capabilities`;
const given = (capabilities: unknown) => (pod: any) => {
  pod.containers[0].securityContext.capabilities = capabilities;
};

testRule(rule, {
  kept: {
    ...emptyLists,
    "a pod on Windows": onWindows,
    "binding low ports": given({ drop: ["NET_RAW", "ALL"], add: ["NET_BIND_SERVICE"] }),
    "nothing added": given({ drop: ["ALL"], add: null }),
  },
  broken: {
    "nothing said": [given(undefined), `${place("app")}: not all capabilities are dropped`],
    "nothing dropped": [given({ drop: [] }), `${place("app")}: not all capabilities are dropped`],
    "some dropped": [given({ drop: ["NET_RAW"] }), `${place("app")}: not all capabilities are dropped`],
    "some added, each named": [
      given({ drop: ["ALL"], add: ["NET_ADMIN", "NET_BIND_SERVICE", "SYS_TIME"] }),
      `${place("app")}: NET_ADMIN is added, SYS_TIME is added`,
    ],
    "both at once": [given({ add: ["CHOWN"] }), `${place("app")}: not all capabilities are dropped, CHOWN is added`],
    "init and ephemeral containers": [
      moreContainers({}),
      `${place("prepare")}: not all capabilities are dropped`,
      `${place("debug")}: not all capabilities are dropped`,
    ],
  },
  mended: {
    "what is not dropped": [
      (pod, object) => {
        given({ drop: ["NET_RAW"], add: ["NET_BIND_SERVICE"] })(pod);
        moreContainers({})(pod, object);
      },
      (pod, object) => {
        given({ drop: ["ALL"], add: ["NET_BIND_SERVICE"] })(pod);
        moreContainers({ securityContext: { capabilities: { drop: ["ALL"] } } })(pod, object);
      },
    ],
    "one container and leaves the compliant one": [
      (pod, object) => {
        given({ drop: ["ALL", "CHOWN"] })(pod);
        moreContainers({})(pod, object);
      },
      (pod, object) => {
        given({ drop: ["ALL", "CHOWN"] })(pod);
        moreContainers({ securityContext: { capabilities: { drop: ["ALL"] } } })(pod, object);
      },
    ],
  },
});
