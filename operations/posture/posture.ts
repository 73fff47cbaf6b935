import { type ChecklistLine, checklistLines } from "../../policies/checklist";
import type { KubernetesObject } from "../../policies/kubernetesObject";
import { objectRules } from "../../policies/rules";
import type { StackPolicy } from "../../policies/stackPolicy";
import { gateFindings } from "./admissionGates";
import { auditFindings } from "./auditLogging";
import { encryptionFindings } from "./encryptionAtRest";
import { scanFindings } from "./imageScanning";
import { Kubectl, KubectlError } from "./kubectl";
import { LiveObjects } from "./liveObjects";
import { ruleFindings } from "./liveRules";
import { readMetrics } from "./metrics";
import { reachFindings } from "./networkReach";
import { presenceFindings, userFindings } from "./runningPods";
import { type Findings, lineReport, type PostureReport, together } from "./report";
import { rightsFindings } from "./rights";
import { type EtcdEnvironment, readStoredSecrets } from "./storedSecrets";

/** What to read, and what it is compared with. */
export interface PostureOptions {
  readonly namespace: string;
  /** What the stack declares to be intended. */
  readonly policy: StackPolicy;
  /** Context of the kubeconfig; defaults to the current one. */
  readonly context?: string;
  /** Age in hours at which the last good image scan is too old; defaults to 48, twice the time between scans. */
  readonly maximumScanAge?: number;
  /** Where etcd is, if it may be read; defaults to the environment of this process. */
  readonly etcd?: EtcdEnvironment;
}

/**
 * Reads the runbook's hardening checklist from a live cluster, with `kubectl` of the PATH and the caller's rights.
 * Nothing is changed: what must be refused is tried by dry run. What cannot be read is unknown, never passed.
 *
 * @throws Error if kubectl cannot be run, or there is no such context or namespace.
 */
export async function posture({
  namespace,
  policy,
  context,
  maximumScanAge = 48,
  etcd = process.env,
}: PostureOptions): Promise<PostureReport> {
  const kubectl = new Kubectl(context);
  const contextName = await kubectl.contextName();
  const now = new Date();
  const object = await readNamespace(kubectl, namespace, contextName);
  const before = await readMetrics(kubectl);
  const live = await LiveObjects.read(kubectl, namespace, policy.context);
  const { apiClients, registries } = policy.context.parameters;
  const [registry = ""] = registries;
  const rights = await rightsFindings(kubectl, namespace, live, apiClients);
  const gates = await gateFindings(kubectl, namespace, registry);
  const stored = await readStoredSecrets(namespace, etcd);
  // Last, so that our own requests lie between the two readings.
  const after = await readMetrics(kubectl);
  const found: Readonly<Record<ChecklistLine, Findings>> = {
    "encryption-at-rest": encryptionFindings(after, stored),
    "network-policies": together(presenceFindings(live), reachFindings(live, object, policy)),
    rbac: rights,
    "non-root": together(presenceFindings(live), userFindings(live)),
    "security-contexts": presenceFindings(live),
    "image-scanning": scanFindings(live, maximumScanAge, now),
    "admission-controllers": gates,
    "audit-logging": auditFindings(before, after),
  };
  const lines = checklistLines.map((line) =>
    lineReport(line, together(found[line], ruleFindings(line, objectRules, live, policy.lenient))),
  );
  return { namespace, context: contextName, time: now.toISOString(), lines };
}

/** The namespace's object; undefined for who may not read it, and may read in it all the same. */
async function readNamespace(kubectl: Kubectl, name: string, context: string): Promise<KubernetesObject | undefined> {
  try {
    return await kubectl.find("namespace", name);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    if (error.reason === "NotFound") {
      throw new Error(`context ${context} has no namespace ${name}: deploy the stack first, or name another context`, {
        cause: error,
      });
    }
    return undefined;
  }
}
