import { imageDigest as rule } from "../../../policies/rules/imageDigest";
import { digest } from "../given";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const given = (image?: string) => (pod: any) => {
  pod.containers[0].image = image;
};
const problem = (name: string, image: string) =>
  `container ${name}, image: image ${image} is not pinned by digest: what was scanned need not be what runs`;

testRule(rule, {
  kept: { ...emptyLists, "a digest without a tag": given(`registry.example.com:5000/app@${digest}`) },
  broken: {
    "a tag": [given("redis:7.2"), problem("app", "redis:7.2")],
    "a name alone": [given("redis"), problem("app", "redis")],
    "no image": [given(), problem("app", "")],
    "a short digest": [given("redis@sha256:abc"), problem("app", "redis@sha256:abc")],
    "a digest in the middle": [given(`redis@${digest}:7.2`), problem("app", `redis@${digest}:7.2`)],
    "init and ephemeral containers": [
      moreContainers({ image: "redis:7.2" }),
      problem("prepare", "redis:7.2"),
      problem("debug", "redis:7.2"),
    ],
  },
});
