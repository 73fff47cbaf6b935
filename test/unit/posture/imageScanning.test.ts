import { expect } from "chai";
import { scanFindings } from "../../../operations/posture/imageScanning";
import { given, object } from "../../policies/given";
import { live } from "./live";

const now = new Date("2026-11-24T12:00:00Z");
const image = "docker.io/library/redis:7@sha256:1";

const scanner = (status: object = {}, spec: object = {}) =>
  object(
    "batch/v1",
    "CronJob",
    { spec, status },
    {
      name: "image-scan",
      uid: "scanner",
      annotations: { "orchestrix-pilot/scans-images": "true" },
    },
  );
const job = (name: string, type: string | undefined, creationTimestamp: string) =>
  object(
    "batch/v1",
    "Job",
    { status: { conditions: type ? [{ type, status: "True" }] : [] } },
    {
      name,
      uid: name,
      creationTimestamp,
      ownerReferences: [{ uid: "scanner" }],
    },
  );
const scanned = (...images: string[]) =>
  object("v1", "ConfigMap", { data: { "images.txt": `${images.join("\n")}\n` } }, { name: "image-scan-images" });
const running = given("Pod", (pod) => {
  pod.spec.containers[0].image = image;
  pod.status = { phase: "Running" };
});
const good = { lastSuccessfulTime: "2026-11-24T03:00:00Z" };

describe("posture of image scanning", () => {
  const findings = (...objects: Parameters<typeof live>[0]) => scanFindings(live(objects), 48, now);

  it("passes after a recent scan without findings of every image that runs", () => {
    const complete = job("image-scan-1", "Complete", "2026-11-24T03:00:00Z");
    expect(findings(scanner(good), complete, scanned(image), running)).to.deep.equal({
      evidence: [
        "CronJob/checked/image-scan succeeded last at 2026-11-24T03:00:00Z",
        "Job/checked/image-scan-1, the newest scan, found nothing that fails it",
        "all 1 images that run are in the list of the scan",
      ],
      problems: [],
      unanswered: [],
    });
  });

  it("fails without a CronJob that says that it scans", () => {
    const other = object("batch/v1", "CronJob", {}, { name: "backup", annotations: {} });
    expect(findings(other, scanned(image), running).problems[0]).to.match(/no CronJob of the namespace scans images/);
  });

  it("does not know before the first scan, and fails one that is suspended", () => {
    expect(findings(scanner(), scanned(image), running).unanswered).to.deep.equal([
      "CronJob/checked/image-scan has not succeeded yet",
    ]);
    expect(findings(scanner(good, { suspend: true }), scanned(image), running).problems[0]).to.match(/is suspended/);
  });

  it("fails when the last good scan is older than allowed", () => {
    const at = (lastSuccessfulTime: string) =>
      findings(scanner({ lastSuccessfulTime }), scanned(image), running).problems;
    expect(at("2026-11-22T11:00:00Z")[0]).to.include("49 hours ago; at most 48 are allowed");
    expect(at("2026-11-22T12:00:00Z")).to.deep.equal([]);
  });

  it("fails when the newest scan that has ended failed, and quotes what it left behind", () => {
    const jobs = [
      job("image-scan-1", "Complete", "2026-11-22T03:00:00Z"),
      job("image-scan-2", "Failed", "2026-11-23T03:00:00Z"),
      job("image-scan-3", undefined, "2026-11-24T03:00:00Z"),
    ];
    const pod = object(
      "v1",
      "Pod",
      {
        spec: { containers: [] },
        status: {
          phase: "Failed",
          containerStatuses: [
            { name: "scan", state: { terminated: { exitCode: 1, message: "2 findings in redis:7\n" } } },
            { name: "other", state: { terminated: { exitCode: 0, message: "fine" } } },
          ],
        },
      },
      { name: "image-scan-2-x", ownerReferences: [{ uid: "image-scan-2" }] },
    );
    expect(findings(scanner(good), ...jobs, pod, scanned(image), running).problems).to.deep.equal([
      "Job/checked/image-scan-2, the newest scan, failed: 2 findings in redis:7. Update the images that it names, or mend the scan.",
    ]);
    const mended = job("image-scan-4", "Complete", "2026-11-24T04:00:00Z");
    expect(findings(scanner(good), ...jobs, mended, scanned(image), running).problems).to.deep.equal([]);
  });

  it("does not take another CronJob's Job for a scan", () => {
    const other = { ...job("backup", "Failed", "2026-11-24T05:00:00Z") };
    const foreign = { ...other, metadata: { ...other.metadata, ownerReferences: [{ uid: "backup" }] } };
    expect(findings(scanner(good), foreign, scanned(image), running).problems).to.deep.equal([]);
  });

  it("fails for each image that runs and is not in the list, also without a list", () => {
    const missing = /^image docker\.io\/library\/redis:7@sha256:1 runs and is not scanned/;
    expect(findings(scanner(good), scanned("another"), running).problems[0]).to.match(missing);
    expect(findings(scanner(good), running).problems[0]).to.match(missing);
  });

  it("does not know what may not be read", () => {
    const objects = [scanner(good), scanned(image), running];
    expect(scanFindings(live([], { CronJob: "no" }), 48, now)).to.deep.include({ problems: [], unanswered: ["no"] });
    expect(scanFindings(live(objects, { Job: "no jobs" }), 48, now).unanswered).to.deep.equal(["no jobs"]);
    expect(scanFindings(live(objects.slice(0, 2), { Pod: "no pods" }), 48, now).unanswered).to.deep.equal(["no pods"]);
  });
});
