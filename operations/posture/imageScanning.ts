import { scannedImages } from "../../components/scanning/imageScan";
import { type KubernetesObject, objectId } from "../../policies/kubernetesObject";
import { scansImagesAnnotation } from "../../policies/rules/imageScanCoverage";
import { containersOf, type LiveObjects, type LivePod, statusesOf } from "./liveObjects";
import { evidence, type Findings, problem, together, unanswered } from "./report";

const hour = 3_600_000;

interface Owned extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & {
    readonly uid?: string;
    readonly creationTimestamp?: string;
    readonly ownerReferences?: readonly { readonly uid: string }[];
  };
}

interface CronJob extends Owned {
  readonly spec: { readonly suspend?: boolean };
  readonly status?: { readonly lastSuccessfulTime?: string };
}

interface Job extends Owned {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/**
 * Whether the images that run are scanned: the last good scan's age, the last scan's result, and what it looked at.
 *
 * @param maximumAge Age in hours at which the last good scan is too old.
 */
export function scanFindings(live: LiveObjects, maximumAge: number, now: Date): Findings {
  const unread = live.unread("CronJob", "Job", "ConfigMap", "Pod");
  if (live.unread("CronJob").length > 0) return unanswered(...unread);
  const scanner = (live.of("CronJob") as readonly CronJob[]).find(
    ({ metadata }) => metadata.annotations?.[scansImagesAnnotation] === "true",
  );
  if (!scanner) {
    return problem(
      `no CronJob of the namespace scans images (annotation ${scansImagesAnnotation}: "true"). Deploy the stack with scan.enabled.`,
    );
  }
  return together(
    unanswered(...unread),
    scheduleFindings(scanner, maximumAge, now),
    resultFindings(scanner, live),
    coverageFindings(live),
  );
}

function scheduleFindings(scanner: CronJob, maximumAge: number, now: Date): Findings {
  const last = scanner.status?.lastSuccessfulTime;
  const suspended = scanner.spec.suspend
    ? problem(`${objectId(scanner)} is suspended: no image is scanned. Set spec.suspend to false.`)
    : evidence();
  if (last === undefined) return together(suspended, unanswered(`${objectId(scanner)} has not succeeded yet`));
  const age = Math.floor((now.getTime() - Date.parse(last)) / hour);
  return together(
    suspended,
    age > maximumAge
      ? problem(
          `${objectId(scanner)} succeeded last at ${last}, ${age} hours ago; at most ${maximumAge} are allowed. ` +
            "Look at its Jobs.",
        )
      : evidence(`${objectId(scanner)} succeeded last at ${last}`),
  );
}

function resultFindings(scanner: CronJob, live: LiveObjects): Findings {
  const finished = (live.of("Job") as Job[])
    .filter((job) => isOwnedBy(job, scanner) && ["Complete", "Failed"].some((type) => has(job, type)))
    .sort((a, b) => (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""));
  if (finished.length === 0) return evidence();
  const [newest] = finished;
  if (!has(newest, "Failed")) return evidence(`${objectId(newest)}, the newest scan, found nothing that fails it`);
  const words = live
    .pods()
    .filter((pod) => isOwnedBy(pod, newest))
    .flatMap(lastWords);
  return problem(
    `${objectId(newest)}, the newest scan, failed${words.length === 0 ? "" : `: ${words.join("; ")}`}. ` +
      "Update the images that it names, or mend the scan.",
  );
}

function coverageFindings(live: LiveObjects): Findings {
  if (live.unread("ConfigMap", "Pod").length > 0) return evidence();
  const running = [
    ...new Set(
      live
        .runningPods()
        .flatMap(containersOf)
        .map(({ image }) => image),
    ),
  ];
  const scanned = live.of("ConfigMap").find(({ metadata }) => metadata.name === scannedImages.name)?.data as
    Readonly<Record<string, string>> | undefined;
  const images = (scanned?.[scannedImages.key] ?? "").split("\n").map((line) => line.trim());
  const missing = running.filter((image) => !images.includes(image));
  if (missing.length > 0) {
    return problem(
      ...missing.map(
        (image) =>
          `image ${image} runs and is not scanned. Add it to ${scannedImages.key} of ConfigMap ${scannedImages.name}.`,
      ),
    );
  }
  return running.length === 0
    ? unanswered("no pod runs in the namespace: there are no images to compare with the list of the scan")
    : evidence(`all ${running.length} images that run are in the list of the scan`);
}

function isOwnedBy({ metadata }: Owned, { metadata: { uid } }: Owned): boolean {
  return metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
}

function has({ status }: Job, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

/** What a pod's containers that failed have left as their last message. */
function lastWords(pod: LivePod): string[] {
  return statusesOf(pod).flatMap(({ state }) => {
    const { exitCode = 0, message = "" } = state?.terminated ?? {};
    return exitCode === 0 || message.trim() === "" ? [] : message.trim();
  });
}
