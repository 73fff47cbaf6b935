import { imageTag as rule } from "../../../policies/rules/imageTag";
import { digest } from "../given";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const given = (image?: string) => (pod: any) => {
  pod.containers[0].image = image;
};
const problem = (name: string, image: string) =>
  `container ${name}, image: image ${image} has the tag latest, which tells nobody which version runs`;

testRule(rule, {
  kept: {
    ...emptyLists,
    "a digest without a tag": given(`redis@${digest}`),
    "neither, which another rule reports": given("redis"),
    "no image": given(),
    "a tag of like name": given("redis:latest-7.2"),
    "an image of the name": given("registry.example.com:5000/latest"),
  },
  broken: {
    latest: [given("redis:latest"), problem("app", "redis:latest")],
    "latest with a digest": [given(`redis:latest@${digest}`), problem("app", `redis:latest@${digest}`)],
    "init and ephemeral containers": [
      moreContainers({ image: "redis:latest" }),
      problem("prepare", "redis:latest"),
      problem("debug", "redis:latest"),
    ],
  },
});
