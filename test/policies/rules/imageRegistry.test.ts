import { imageRegistry as rule } from "../../../policies/rules/imageRegistry";
import { emptyLists, moreContainers, testRule } from "../ruleCases";

const given = (image?: string) => (pod: any) => {
  pod.containers[0].image = image;
};
const problem = (name: string, image: string) =>
  `container ${name}, image: image ${image} is from a registry that is not allowed`;
const images = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, [given(name), problem("app", name)] as const]));

testRule(rule, {
  kept: {
    ...emptyLists,
    "another allowed registry": given("quay.io/prometheus/blackbox-exporter:v0.28.0"),
    "an allowed folder, written without the last slash": given("registry.example.com/team/app:1"),
  },
  broken: {
    ...images(
      "redis",
      "library/redis:7.2",
      "docker.io.example.com/library/redis",
      "example.com/docker.io/library/redis",
      "registry.example.com/team2/app:1",
      "registry.example.com/team:1",
    ),
    "no image": [given(), problem("app", "")],
    "init and ephemeral containers": [
      moreContainers({ image: "redis:7.2" }),
      problem("prepare", "redis:7.2"),
      problem("debug", "redis:7.2"),
    ],
  },
  parameters: { registries: ["docker.io/", "quay.io/", "registry.example.com/team"] },
});
