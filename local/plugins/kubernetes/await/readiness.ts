import type { Cluster } from "../cluster";
import type { JsonObject } from "../json";

/** How far an object is from being ready for what depends on it. */
export interface Readiness {
  /** `failed`: it cannot become ready by itself, waiting longer is of no use. */
  phase: "ready" | "waiting" | "failed";
  /** What is being waited for, or what failed; empty when ready. */
  message: string;
}

/** What readiness means for one kind. */
export interface Condition {
  /** Looks at the live object, and at others of the cluster where it must. */
  check: (live: JsonObject, cluster: Cluster) => Readiness | Promise<Readiness>;
  /** The reasons, read from the cluster, why the object is not ready; asked when a wait is long or has failed. */
  explain?: (live: JsonObject, cluster: Cluster) => Promise<string[]>;
}

export const ready: Readiness = { phase: "ready", message: "" };
export const waiting = (message: string): Readiness => ({ phase: "waiting", message });
export const failed = (message: string): Readiness => ({ phase: "failed", message });
