import { ApiError } from "./apiErrors";
import { isAutonamed } from "./check";
import { changes, declaredPart, type Change } from "./diff";
import { forcesReplacement } from "./forceNew";
import { isIgnored } from "./ignoredChanges";
import { equal, writePath, type JsonObject } from "./json";
import { groupKindOf, identityOf, normalised } from "./objects";
import { fieldManagerOf, type Session } from "./session";
import { liveOf } from "./state";
import { hasUnknown } from "./structs";

export interface PlanRequest {
  urn: string;
  /** The recorded state. */
  olds: JsonObject;
  oldInputs: JsonObject;
  news: JsonObject;
  ignoreChanges: readonly string[];
}

export interface PlannedChange {
  path: string;
  kind: Change["kind"];
  /** The field cannot be changed in place. */
  replaces: boolean;
}

export interface Plan {
  changes: PlannedChange[];
  /** The new object has the old one's name, so that the old one must go first. */
  deleteBeforeReplace: boolean;
}

/** Objects that are replaced only by rules that are written down: with them go data that nothing brings back. */
const holdsData = ["Namespace", "PersistentVolume", "PersistentVolumeClaim"];

/**
 * What an update would change. As the genuine provider does, the new declaration is compared with the recorded live
 * object, as far as the old declaration reaches: so a value that the API server writes differently from how it is
 * declared (`1000m` for `1`) shows as a change at every run, here and there.
 */
export async function plan(session: Session, request: PlanRequest): Promise<Plan> {
  const news = normalised(request.news);
  const olds = before(request);
  const found = changes(olds, news).filter(({ path }) => !isIgnored(path, request.ignoreChanges));
  const forced = found.map((change) => forcesReplacement(change.path, news, session.settings));
  const frozen = found.length > 0 && !forced.includes(true) ? await frozenFields(session, request, news) : [];

  const planned = found.map(({ path, kind }, index): PlannedChange => {
    const text = writePath(path);
    return { path: text, kind, replaces: (forced[index] ?? false) || frozen.some((field) => overlaps(field, text)) };
  });
  const deleteBeforeReplace =
    planned.some(({ replaces }) => replaces) &&
    !isAutonamed(news) &&
    equal({ ...identityOf(olds), apiVersion: "" }, { ...identityOf(news), apiVersion: "" });
  return { changes: planned, deleteBeforeReplace };
}

function before({ olds, oldInputs }: PlanRequest): JsonObject {
  const declared = normalised(oldInputs);
  const live = normalised(liveOf(olds));
  // A state without the object's kind is none that was read from a cluster.
  return "kind" in live ? declaredPart(live, declared) : declared;
}

/** The fields that the API server itself refuses to change, found by a dry run; none when it cannot be asked. */
async function frozenFields(session: Session, { urn, olds }: PlanRequest, news: JsonObject): Promise<string[]> {
  if (hasUnknown(news) || holdsData.includes(groupKindOf(identityOf(news)))) return [];
  try {
    // With force, a conflict over fields does not come before the validation; nothing is stored.
    const options = { fieldManager: fieldManagerOf(urn, news, olds), force: true, dryRun: true };
    await session.cluster.apply(identityOf(news), news, options);
    return [];
  } catch (error) {
    // Any other trouble shows at the update or its preview, where it belongs.
    if (!(error instanceof ApiError) || error.status !== 422) return [];
    const immutable =
      /immutable|may not (be )?(change|set|update|modif)|cannot be changed|updates? .*(forbidden|may not)/i;
    return error.causes
      .filter(({ message }) => immutable.test(message) || /^Forbidden: .*updat/i.test(message))
      .map(({ field }) => field);
  }
}

function overlaps(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long === short || long.startsWith(`${short}.`) || long.startsWith(`${short}[`);
}
