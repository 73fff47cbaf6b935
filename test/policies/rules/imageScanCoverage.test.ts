import { expect } from "chai";
import { imageScanCoverage as rule } from "../../../policies/rules/imageScanCoverage";
import { digest, given, object, podOf } from "../given";
import { found, workload } from "../givenStack";

const image = `docker.io/library/redis:7.2@${digest}`;
const scannerImage = "docker.io/aquasec/trivy:1";
const scanner = (change: (pod: any) => void, annotation = "true") =>
  workload("CronJob", "image-scan", (each) => {
    each.metadata.annotations = { "orchestrix-pilot/scans-images": annotation };
    podOf(each).containers[0].image = scannerImage;
    change(podOf(each));
  });
const mounted = (pod: any) => (pod.volumes = [{ name: "images", configMap: { name: "images" } }]);
const list = (...images: string[]) =>
  object("v1", "ConfigMap", { data: { "images.txt": `${images.join("\n")}\n` } }, { name: "images" });
const after = (...objects: ReturnType<typeof object>[]) => found(rule, [given("Deployment"), ...objects]);
const missing = [
  "Deployment/checked/app",
  "spec.template.spec.containers[0].image",
  `nothing scans the image ${image}`,
];

describe("policy image-scan-coverage", () => {
  it("is kept by a CronJob that is told of every image, its own too, wherever it is told", () => {
    expect(after(scanner(mounted), list(image, scannerImage))).to.have.length(0);
    const both = `${image},${scannerImage}`;
    for (const container of [
      { args: ["image", image, scannerImage] },
      { command: ["scan", `--images=${both}`] },
      {
        env: [
          { name: "IMAGES", value: both },
          { name: "TOKEN", valueFrom: {} },
        ],
      },
    ]) {
      expect(after(scanner((pod) => Object.assign(pod.containers[0], container)))).to.have.length(0);
    }
  });

  it("names each image that is not scanned, of init containers too", () => {
    const init = given("Deployment", (each) => {
      podOf(each).initContainers = [{ name: "init", image: "init:1" }];
    });
    expect(found(rule, [init, scanner(mounted), list(scannerImage)])).to.deep.equal([
      ["Deployment/checked/app", "spec.template.spec.initContainers[0].image", "nothing scans the image init:1"],
      missing,
    ]);
    expect(after(scanner(mounted), list(image))).to.deep.equal([
      [
        "CronJob/checked/image-scan",
        "spec.jobTemplate.spec.template.spec.containers[0].image",
        `nothing scans the image ${scannerImage}`,
      ],
    ]);
  });

  it("wants the exact reference, from a list that the scanner mounts", () => {
    expect(after(scanner(mounted), list(image.split("@")[0], scannerImage))).to.deep.equal([missing]);
    expect(after(scanner(mounted), list(`mirror/${image}`, scannerImage))).to.deep.equal([missing]);
    expect(
      after(
        scanner(() => undefined),
        list(image, scannerImage),
      ),
    ).to.have.length(2);
    expect(after(scanner(mounted))).to.have.length(2);
  });

  it("does not take another CronJob for a scanner", () => {
    expect(after()).to.deep.equal([missing]);
    expect(after(scanner(mounted, "false"), list(image, scannerImage))).to.have.length(2);
  });
});
