import { CancelledError, withoutSecrets } from "../apiErrors";
import type { JsonObject } from "../json";
import { annotation, describe, groupKindOf, identityOf } from "../objects";
import type { Session } from "../session";
import { daemonSet } from "./daemonSet";
import { deployment } from "./deployment";
import { job } from "./job";
import { persistentVolumeClaim } from "./persistentVolumeClaim";
import { pod } from "./pod";
import { waiting, type Condition } from "./readiness";
import { service } from "./service";
import { statefulSet } from "./statefulSet";

/** The kinds that are waited for. Of all others, being stored is being ready. */
const conditions: Record<string, Condition> = {
  "DaemonSet.apps": daemonSet,
  "Deployment.apps": deployment,
  "Job.batch": job,
  PersistentVolumeClaim: persistentVolumeClaim,
  Pod: pod,
  Service: service,
  "StatefulSet.apps": statefulSet,
};

const firstPause = 300;
const longestPause = 1_000;
/** How often the person is told where a wait stands, in ms. */
const reportEvery = 5_000;

export interface Outcome {
  /** The object as it was seen last. */
  live: JsonObject;
  /** Why it is not ready; empty when it is. */
  reasons: string[];
}

/**
 * Waits until an object is ready, cannot become ready, or the time is over.
 * @param timeout in seconds
 * @param secrets values that must not show in messages
 */
export async function awaitReady(
  session: Session,
  urn: string,
  applied: JsonObject,
  timeout: number,
  secrets: readonly string[],
): Promise<Outcome> {
  const condition = conditionFor(applied);
  if (condition === undefined) return { live: applied, reasons: [] };
  const { cluster, log } = session;
  const name = describe(identityOf(applied));
  const say = (text: string): void => {
    log.status(urn, withoutSecrets(text, secrets));
  };
  const hide = (reasons: string[]): string[] => reasons.map((reason) => withoutSecrets(reason, secrets));

  const start = Date.now();
  let live = applied;
  let last = waiting("waiting to be ready");
  let reported = { message: "", at: 0 };
  try {
    for (let pause = firstPause; ; pause = Math.min(pause * 1.3, longestPause)) {
      last = await condition.check(live, cluster);
      if (last.phase === "ready") {
        if (reported.at > 0) say("");
        return { live, reasons: [] };
      }
      const over = Date.now() - start >= timeout * 1000;
      if (last.phase === "failed" || over) {
        const causes = (await condition.explain?.(live, cluster)) ?? [];
        const head = over
          ? `is not ready within ${timeout} s: ${withoutCount(last.message)}`
          : `failed: ${last.message}`;
        return { live, reasons: hide([`${name} ${head}`, ...causes]) };
      }
      const silence = Date.now() - reported.at;
      if (last.message !== reported.message || silence >= reportEvery) {
        const causes = silence >= reportEvery && reported.at > 0 ? await condition.explain?.(live, cluster) : undefined;
        say([last.message, ...(causes ?? [])].join("; "));
        reported = { message: last.message, at: Date.now() };
      }
      await cluster.client.pause(Math.min(pause, Math.max(start + timeout * 1000 - Date.now(), 0)));
      const seen = await cluster.read(identityOf(applied));
      if (seen === undefined) return { live, reasons: [`${name} was deleted by someone else while it was waited for`] };
      live = seen;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error instanceof CancelledError ? "cancelled before it was ready" : error.message;
    return { live, reasons: hide([`${name}: ${reason} (${withoutCount(last.message)})`]) };
  }
}

/** Looks once: why an object is not ready, or nothing. */
export async function readinessNow(session: Session, live: JsonObject, secrets: readonly string[]): Promise<string[]> {
  const condition = conditionFor(live);
  if (condition === undefined) return [];
  const { phase, message } = await condition.check(live, session.cluster);
  if (phase === "ready") return [];
  const causes = (await condition.explain?.(live, session.cluster)) ?? [];
  const name = describe(identityOf(live));
  return [`${name} is not ready: ${withoutCount(message)}`, ...causes].map((reason) => withoutSecrets(reason, secrets));
}

function conditionFor(object: JsonObject): Condition | undefined {
  if (annotation(object, "pulumi.com/skipAwait") === "true") return undefined;
  return conditions[groupKindOf(identityOf(object))];
}

function withoutCount(message: string): string {
  return message.replace(/^\[\d\/\d] /, "");
}
