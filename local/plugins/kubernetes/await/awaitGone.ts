import { at, listAt, textAt, type JsonObject } from "../json";
import type { Identity } from "../objects";
import type { Session } from "../session";

/**
 * Waits until an object is gone, with all that its finalizers do; a new object of the same name counts as gone.
 * @param timeout in seconds
 * @throws with what holds the object when the time is over.
 */
export async function awaitGone(session: Session, urn: string, identity: Identity, timeout: number): Promise<void> {
  const { cluster, log } = session;
  const deadline = Date.now() + timeout * 1000;
  let uid: string | undefined;
  let reported = "";
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 1_000)) {
    const live = await cluster.read(identity);
    uid ??= textAt(live, "metadata", "uid");
    if (live === undefined || textAt(live, "metadata", "uid") !== uid) {
      if (reported !== "") log.status(urn, "");
      return;
    }
    const holders = holdersOf(live);
    if (Date.now() >= deadline) {
      throw new Error(
        `it is still there ${timeout} s after its deletion began` +
          (holders === "" ? "" : `: ${holders}`) +
          ". The next run waits for it again",
      );
    }
    const message = `waiting for the deletion to finish${holders === "" ? "" : `: ${holders}`}`;
    // Most objects are gone at the second look: nothing to tell.
    if (pause > 500 && message !== reported) log.status(urn, (reported = message));
    await cluster.client.pause(pause);
  }
}

function holdersOf(live: JsonObject): string {
  const remaining = listAt(live, "status", "conditions")
    .filter((condition) => condition.status === "True" && textAt(condition, "type").startsWith("Namespace"))
    .map((condition) => textAt(condition, "message"));
  const finalizers = [at(live, "metadata", "finalizers"), at(live, "spec", "finalizers")]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(String);
  if (remaining.length > 0) return remaining.join("; ");
  return finalizers.length === 0 ? "" : `held by finalizers ${finalizers.join(", ")}`;
}
