import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigMap, PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { scansImagesAnnotation } from "../../policies/rules/imageScanCoverage";
import { noBackupAnnotation } from "../../policies/stackObjects";
import { catalogue } from "../images";
import type { Resources, ScheduledJobArgs } from "../workload/args";
import { claimSpec } from "../workload/dataClaim";
import { labelsOf } from "../workload/podTemplate";
import { ScheduledJob } from "../workload/scheduledJob";
import { severitiesFrom } from "./severity";

/** What is scanned, when, and from which severity on a finding is a failure. */
export interface ImageScanArgs {
  readonly namespace: string;
  /** Reference with digest of the scanner, Trivy. */
  readonly image: string;
  /** References of the images to scan: all that the namespace runs, the scanner's own included. At least one. */
  readonly images: readonly string[];
  /** Name of an image pull Secret, with which images are scanned too. Empty for none. */
  readonly pullSecret: string;
  /** When to scan, as five fields of cron in UTC. */
  readonly schedule: string;
  /** Lowest severity of a finding that fails the scan: LOW, MEDIUM, HIGH or CRITICAL. */
  readonly severity: string;
  readonly resources: Resources;
  /** Size of the claim for the vulnerability database and the reports. */
  readonly storage: string;
  /** Name of a StorageClass; empty for the cluster's default. */
  readonly storageClass: string;
}

const application = "image-scan";
/** The ConfigMap of the images that are scanned, and its key: one reference a line. */
export const scannedImages = { name: "image-scan-images", key: "images.txt" };
const scriptsName = "image-scan-scripts";
const credentials = "/run/secrets/registry";

/** The Job of the scan: the same hardened pod as every workload's, whose exit code is the result. */
export function imageScanJob(args: ImageScanArgs): ScheduledJobArgs {
  return {
    namespace: args.namespace,
    application,
    image: args.image,
    ...(args.pullSecret ? { pullSecret: args.pullSecret } : {}),
    ...catalogue.trivy.user,
    command: ["sh", "/scripts/scan-images.sh"],
    environment: [
      { name: "SCAN_SEVERITIES", value: severitiesFrom(args.severity) },
      { name: "SCAN_CREDENTIALS", value: args.pullSecret ? `${credentials}/.dockerconfigjson` : "" },
    ],
    mounts: [
      { name: "data", path: "/var/lib/image-scan", claim: application },
      { name: "images", path: "/etc/image-scan", configMap: scannedImages.name },
      { name: "scripts", path: "/scripts", configMap: scriptsName },
      // Layers are unpacked there, a few at a time.
      { name: "tmp", path: "/tmp", emptyDirSize: "4Gi" },
      ...(args.pullSecret ? [{ name: "registry", path: credentials, secret: args.pullSecret }] : []),
    ],
    resources: args.resources,
    // A kill loses nothing: a report is there when it is whole.
    terminationGraceSeconds: 5,
    schedule: args.schedule,
    deadlineSeconds: 2 * 60 * 60,
    retries: 2,
    // Findings stay what they are; a registry that did not answer may do so at the next try.
    finalExitCodes: [1],
    annotations: { [scansImagesAnnotation]: "true" },
  };
}

/**
 * Scans every image of the namespace by the clock. A Job that fails with exit code 1 has findings, with 2 could not
 * scan; its pod's termination message and `summary.txt` in the claim `image-scan` say which image it was.
 */
export class ImageScan extends ComponentResource {
  constructor(name: string, args: ImageScanArgs, opts?: ComponentResourceOptions) {
    super("orchestrix:scanning:ImageScan", name, {}, opts);
    const { namespace } = args;
    const child = { parent: this };
    const labels = labelsOf(application);
    const claim = new PersistentVolumeClaim(
      `${name}-claim`,
      {
        metadata: {
          name: application,
          namespace,
          labels,
          annotations: {
            [noBackupAnnotation]: "The next scan downloads the database and writes the reports anew.",
          },
        },
        spec: claimSpec(args.storage, args.storageClass),
      },
      child,
    );
    const images = new ConfigMap(
      `${name}-images`,
      {
        metadata: { name: scannedImages.name, namespace, labels },
        data: { [scannedImages.key]: `${args.images.join("\n")}\n` },
      },
      child,
    );
    const scripts = new ConfigMap(
      `${name}-scripts`,
      {
        metadata: { name: scriptsName, namespace, labels },
        data: { "scan-images.sh": readFileSync(join(__dirname, "scripts/scan-images.sh"), "utf8") },
      },
      child,
    );
    new ScheduledJob(`${name}-job`, imageScanJob(args), { parent: this, dependsOn: [claim, images, scripts] });
    this.registerOutputs({});
  }
}
