import { CancelledError } from "./apiErrors";
import { awaitGone } from "./await/awaitGone";
import type { JsonObject } from "./json";
import { annotation, describe, identityOf, parseId } from "./objects";
import { refusal } from "./refusal";
import type { Session } from "./session";
import { liveOf } from "./state";

export interface RemoveRequest {
  urn: string;
  id: string;
  /** The recorded state. */
  properties: JsonObject;
  /** For the object to be gone, in seconds. */
  timeout: number;
}

/** Deletes an object and waits until it is gone. One that is gone already is as good. */
export async function remove(session: Session, { urn, id, properties, timeout }: RemoveRequest): Promise<void> {
  const object = liveOf(properties);
  const identity = { ...identityOf(object), ...parseId(id) };
  const policy = propagationPolicy(annotation(object, "pulumi.com/deletionPropagationPolicy"));
  try {
    if (!(await session.cluster.startDeletion(identity, policy))) return;
    if (annotation(object, "pulumi.com/skipAwait") !== "true") await awaitGone(session, urn, identity, timeout);
  } catch (error) {
    if (session.isAway(error) && session.settings.deleteUnreachable) {
      session.log.warn(urn, `${describe(identity)} is forgotten without having been deleted: ${String(error)}`);
      return;
    }
    if (error instanceof CancelledError) {
      throw new Error(
        `the wait for the deletion of ${describe(identity)} was cancelled; the next run goes on with it`,
        {
          cause: error,
        },
      );
    }
    throw refusal(error, identity, "deleted", []);
  }
}

function propagationPolicy(annotated: string): string {
  const chosen = ["Background", "Foreground", "Orphan"].find((name) => name.toLowerCase() === annotated.toLowerCase());
  if (chosen === undefined && annotated !== "") {
    throw new Error(
      `annotation pulumi.com/deletionPropagationPolicy is "${annotated}"; it must be background, foreground or orphan`,
    );
  }
  return chosen ?? "Background";
}
