import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { awaitReady } from "./await/awaitReady";
import { UnknownKindError } from "./cluster";
import { keepLiveValues } from "./ignoredChanges";
import { isObject, listAt, textAt, without, type JsonObject } from "./json";
import { describe, idOf, identityOf, normalised, parseUrn, type Identity } from "./objects";
import { isNamespaceMissing, isPreviewTooEarly, refusal } from "./refusal";
import { fieldManagerOf, type Session } from "./session";
import { NotReadyError, stateOf } from "./state";
import { encode, hasUnknown, secretStrings, type Properties } from "./structs";

export interface ApplyRequest {
  urn: string;
  inputs: Properties;
  /** Only ask the API server what would be, and store nothing. */
  preview: boolean;
  /** For the wait until the object is ready, in seconds. */
  timeout: number;
}

export interface Applied {
  id: string;
  properties: Struct;
}

type Attempt = "created" | "updated";

/** Creates an object. One that is there already is refused, unless an interrupted run of this very resource made it. */
export async function create(session: Session, request: ApplyRequest): Promise<Applied> {
  const { urn, inputs, preview } = request;
  if (preview && hasUnknown(inputs.value)) return unchecked(inputs);
  const identity = identityOf(inputs.value);
  const fieldManager = fieldManagerOf(urn, inputs.value, {});
  try {
    const found = await session.cluster.readWhole(identity);
    // A preview of a replacement meets the object that will be deleted before.
    if (preview && isOwnedBy(found, /^pulumi-kubernetes/)) return unchecked(inputs);
    if (found !== undefined && !isOwnedBy(found, fieldManager)) throw new AlreadyExistsError(identity, urn);
    return await apply(session, request, { fieldManager, attempt: "created" });
  } catch (error) {
    return orUnchecked(session, request, "created", error);
  }
}

/** Updates an object to the new inputs: what they no longer hold is removed from it. */
export async function update(
  session: Session,
  request: ApplyRequest & { olds: JsonObject; ignoreChanges: readonly string[] },
): Promise<Applied> {
  const { urn, inputs, preview, olds, ignoreChanges } = request;
  if (preview && hasUnknown(inputs.value)) return unchecked(inputs);
  const fieldManager = fieldManagerOf(urn, inputs.value, olds);
  try {
    const value = await withIgnored(session, inputs.value, ignoreChanges);
    const kept = { ...request, inputs: { ...inputs, value } };
    return await apply(session, kept, { fieldManager, attempt: "updated" });
  } catch (error) {
    return orUnchecked(session, request, "updated", error);
  }
}

async function apply(
  session: Session,
  { urn, inputs, preview, timeout }: ApplyRequest,
  { fieldManager, attempt }: { fieldManager: string; attempt: Attempt },
): Promise<Applied> {
  const object = normalised(inputs.value);
  const identity = identityOf(object);
  const secrets = hiddenStrings(inputs);
  const options = { fieldManager, force: session.mayForce(object), dryRun: preview };
  const stored = await session.cluster.apply(identity, object, options);
  session.warn(urn, stored.warnings, secrets);
  if (preview) session.noteChange(identity);
  const id = idOf(identityOf(stored.live));
  if (preview) return { id, properties: stateOf(previewed(stored.live, attempt), inputs, fieldManager) };

  const { live, reasons } = await awaitReady(session, urn, stored.live, timeout, secrets);
  const properties = stateOf(live, inputs, fieldManager);
  if (reasons.length > 0) {
    throw new NotReadyError(`${describe(identity)} was ${attempt}, but is not ready`, reasons, id, properties);
  }
  return { id, properties };
}

/** At a preview the declaration stands for what the API server cannot be asked yet; else the error goes on. */
function orUnchecked(
  session: Session,
  { urn, inputs, preview }: ApplyRequest,
  attempt: Attempt,
  error: unknown,
): Applied {
  const away = session.isAway(error);
  if (preview && away) session.warnAway(urn, error);
  const early =
    away ||
    isNamespaceMissing(error) ||
    isPreviewTooEarly(error) ||
    session.isRefusedByOldGuard(error, identityOf(inputs.value)) ||
    error instanceof UnknownKindError;
  if (preview && early) return unchecked(inputs);
  if (error instanceof NotReadyError || error instanceof AlreadyExistsError) throw error;
  throw refusal(error, identityOf(inputs.value), attempt, hiddenStrings(inputs));
}

function unchecked({ value, secrets }: Properties): Applied {
  return { id: "", properties: encode(value, secrets) };
}

/** The strings that must not show, as they are declared and as they are sent. */
export function hiddenStrings(inputs: Properties): string[] {
  const declared = secretStrings(inputs.value, inputs.secrets);
  if (textAt(inputs.value, "kind") !== "Secret") return declared;
  const { data, stringData } = inputs.value;
  return [...declared, ...secretStrings(data, true), ...secretStrings(stringData, true)];
}

async function withIgnored(session: Session, object: JsonObject, ignored: readonly string[]): Promise<JsonObject> {
  if (ignored.length === 0) return object;
  const live = await session.cluster.read(identityOf(object));
  return live === undefined ? object : keepLiveValues(object, live, ignored);
}

function isOwnedBy(live: JsonObject | undefined, manager: string | RegExp): boolean {
  return listAt(live, "metadata", "managedFields").some(
    (entry) =>
      entry.operation === "Apply" &&
      (typeof manager === "string" ? entry.manager === manager : manager.test(textAt(entry, "manager"))),
  );
}

class AlreadyExistsError extends Error {
  constructor(identity: Identity, urn: string) {
    const { token, name } = parseUrn(urn);
    super(
      `${describe(identity)} already exists, and this stack did not create it. To adopt it, import it first: ` +
        `pulumi import ${token} ${name} ${idOf(identity)}; or delete it, or choose another name`,
    );
    this.name = "AlreadyExistsError";
  }
}

/** A dry run's object holds values that the real run gives anew. */
function previewed(live: JsonObject, attempt: Attempt): JsonObject {
  const object = without(live, "status");
  if (attempt === "updated" || !isObject(object.metadata)) return object;
  const metadata = without(object.metadata, "uid", "resourceVersion", "creationTimestamp", "generation");
  return { ...object, metadata };
}
