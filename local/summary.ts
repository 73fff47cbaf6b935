import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { DeployResult } from "../operations/deploy";

/** What is asked of the cluster after a deployment. */
export interface SummaryOptions {
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Lines that tell a person what to try next. */
  readonly next: readonly string[];
}

interface WorkloadObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas: number };
  readonly status: { readonly readyReplicas?: number };
}

/**
 * What a person wants to know after `up`: what was done, whether every workload is ready, where it answers.
 *
 * @returns The text and whether every workload is ready.
 */
export async function summarize(
  result: DeployResult,
  options: SummaryOptions,
): Promise<{ text: string; ready: boolean }> {
  const workloads = await settledWorkloads(options);
  const ready = workloads.filter(isReady).length;
  const endpoints = Object.entries(result.outputs.endpoints.value as Record<string, string>);
  const sections = [
    `${changes(result)}; ${ready} of ${workloads.length} workloads ready`,
    table(workloads.map((workload) => [workload.metadata.name, workload.kind, readiness(workload)])),
    "Endpoints, inside the cluster",
    table(endpoints),
    "Next",
    ...options.next.map((line) => `  ${line}`),
  ];
  return { text: sections.join("\n"), ready: ready === workloads.length && ready > 0 };
}

function changes({ changes }: DeployResult): string {
  const done = Object.entries(changes).filter(([operation]) => operation !== "same");
  const words: Partial<Record<string, string>> = {
    create: "created",
    update: "updated",
    delete: "deleted",
    replace: "replaced",
  };
  const described = done.map(([operation, count]) => `${count} ${words[operation] ?? operation}`);
  const same = `${changes.same ?? 0} unchanged`;
  return described.length > 0 ? [...described, same].join(", ") : `nothing changed: ${same}`;
}

/** The workloads once all are ready, or after half a minute: an autoscaler may just have asked for one more replica. */
async function settledWorkloads(options: SummaryOptions): Promise<WorkloadObject[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const workloads = await readWorkloads(options);
    if (workloads.every(isReady) || Date.now() > deadline) return workloads;
    await sleep(500);
  }
}

async function readWorkloads({ kubectl, kubeconfig, namespace }: SummaryOptions): Promise<WorkloadObject[]> {
  const kinds = "deployments.apps,statefulsets.apps";
  const args = ["--kubeconfig", kubeconfig, "--namespace", namespace, "get", kinds, "--output", "json"];
  const { stdout } = await promisify(execFile)(kubectl, args, { maxBuffer: 2 ** 26 });
  return (JSON.parse(stdout) as { items: WorkloadObject[] }).items;
}

const isReady = ({ spec, status }: WorkloadObject) => (status.readyReplicas ?? 0) >= spec.replicas;

const readiness = (workload: WorkloadObject) =>
  `${workload.status.readyReplicas ?? 0}/${workload.spec.replicas} ${isReady(workload) ? "ready" : "NOT READY"}`;

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows.at(0) ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join("  ")}`.trimEnd())
    .join("\n");
}
