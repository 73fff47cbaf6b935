import { createHash } from "node:crypto";
import { UnreachableError, withoutSecrets } from "./apiErrors";
import { Client } from "./client";
import { Cluster } from "./cluster";
import type { EngineLog } from "./engine";
import type { JsonObject } from "./json";
import { loadConnection } from "./kubeconfig";
import { annotation, groupKindOf, type Identity } from "./objects";
import { exceededQuota, refusingPolicy } from "./refusal";
import type { ProviderSettings } from "./settings";

/** What every operation of one configured provider works with. */
export class Session {
  /** The namespace for objects that name none. */
  readonly defaultNamespace: string = "default";
  private readonly reached: Cluster | Error;
  private warnedAway = false;
  /** `Kind.group namespace/name` of what this preview changes. */
  private readonly changed = new Set<string>();

  constructor(
    readonly settings: ProviderSettings,
    readonly log: EngineLog,
    cancelled: AbortSignal,
  ) {
    try {
      if (settings.clusterUnknown) throw new Error("the cluster is not known before the update has created it");
      const connection = loadConnection(settings);
      this.defaultNamespace = settings.namespace ?? connection.namespace;
      this.reached = new Cluster(new Client(connection, cancelled));
    } catch (error) {
      // Only an operation that needs the cluster fails: a preview must be possible before the cluster exists.
      this.reached = error instanceof Error ? error : new Error(String(error));
    }
  }

  /** @throws when the configuration leads to no cluster. */
  get cluster(): Cluster {
    if (this.reached instanceof Error) throw this.reached;
    return this.reached;
  }

  /** Whether an error means that there is no cluster to work on, as opposed to a refusal by it. */
  isAway(error: unknown): boolean {
    return error instanceof UnreachableError || error === this.reached;
  }

  /** Tells once that what is shown was not checked by the API server. */
  warnAway(urn: string, error: unknown): void {
    if (this.warnedAway) return;
    this.warnedAway = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.log.warn(urn, `${reason}. The preview shows the declared objects, not checked by the API server`);
  }

  /** Remembers what a preview changes: the old quota or policy refuses what follows, and the new one may allow it. */
  noteChange(identity: Identity): void {
    this.changed.add(`${groupKindOf(identity)} ${identity.namespace}/${identity.name}`);
  }

  /** Whether an object is refused by a quota or an admission policy that the same preview changes. */
  isRefusedByOldGuard(error: unknown, { namespace }: Identity): boolean {
    return (
      this.changed.has(`ResourceQuota ${namespace}/${exceededQuota(error)}`) ||
      this.changed.has(`ValidatingAdmissionPolicy.admissionregistration.k8s.io /${refusingPolicy(error)}`)
    );
  }

  /** Shows the API server's warnings at the resource. */
  warn(urn: string, warnings: readonly string[], secrets: readonly string[]): void {
    for (const warning of warnings) this.log.warn(urn, withoutSecrets(warning, secrets));
  }

  /** Whether fields of other managers are taken over. */
  mayForce(object: JsonObject): boolean {
    return this.settings.patchForce || annotation(object, "pulumi.com/patchForce") === "true";
  }
}

/**
 * The name under which a resource's fields are owned. It follows from the resource's URN, so that an update that was
 * interrupted right after a creation recognises its own object; once recorded in the state it stays as it is there.
 */
export function fieldManagerOf(urn: string, object: JsonObject, state: JsonObject): string {
  const chosen = annotation(object, "pulumi.com/patchFieldManager");
  if (chosen !== "") return chosen;
  if (typeof state.__fieldManager === "string") return state.__fieldManager;
  return `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}
