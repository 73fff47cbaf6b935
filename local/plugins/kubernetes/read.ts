import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { hiddenStrings } from "./apply";
import { readinessNow } from "./await/awaitReady";
import { declaredPart } from "./diff";
import { equal, isObject, without, type JsonObject } from "./json";
import { describe, identityOf, marksOf, normalised, parseId, typeOf, type Identity } from "./objects";
import { refusal } from "./refusal";
import { fieldManagerOf, type Session } from "./session";
import { liveOf, NotReadyError, stateOf } from "./state";
import { encode, type Properties } from "./structs";

export interface ReadRequest {
  urn: string;
  id: string;
  token: string;
  /** Empty at an import. */
  inputs: Properties;
  /** Empty at an import. */
  properties: Properties;
}

export interface ReadResult {
  /** Empty when the object is gone. */
  id: string;
  properties: Struct;
  inputs: Struct;
}

/** Reads the live object, for a refresh, an import or a look-up. Drift shows in the inputs that come back. */
export async function read(session: Session, request: ReadRequest): Promise<ReadResult> {
  const { urn, id, inputs, properties } = request;
  const identity = identityFor(request);
  const gone = { id: "", properties: encode({}, undefined), inputs: encode({}, undefined) };
  let live: JsonObject | undefined;
  try {
    live = await session.cluster.read(identity);
  } catch (error) {
    if (session.isAway(error)) {
      if (session.settings.deleteUnreachable) return gone;
      if (session.settings.skipUpdateUnreachable) {
        const { value, secrets } = properties;
        return { id, properties: encode(value, secrets), inputs: encode(inputs.value, inputs.secrets) };
      }
    }
    throw refusal(error, identity, "read", hiddenStrings(inputs));
  }
  if (live === undefined) return gone;

  const known = "kind" in inputs.value;
  const seen: Properties = { value: known ? withDrift(live, inputs.value) : adopted(live), secrets: inputs.secrets };
  const state = stateOf(live, seen, fieldManagerOf(urn, inputs.value, properties.value));
  const liveInputs = encode(seen.value, marksOf(seen.value, seen.secrets));
  const reasons = known ? await readinessNow(session, live, hiddenStrings(inputs)) : [];
  if (reasons.length > 0) throw new NotReadyError(`${describe(identity)} is not ready`, reasons, id, state, liveInputs);
  return { id, properties: state, inputs: liveInputs };
}

function identityFor({ id, token, inputs, properties }: ReadRequest): Identity {
  const { namespace, name } = parseId(id);
  const recorded = identityOf("kind" in inputs.value ? inputs.value : liveOf(properties.value));
  const { apiVersion, kind } = recorded.kind === "" ? typeOf(token) : recorded;
  if (apiVersion === "" || kind === "" || name === "") {
    throw new Error(`cannot tell which object "${id}" of type ${token} is; an id is <namespace>/<name>, or <name>`);
  }
  return { apiVersion, kind, namespace, name };
}

/** The declaration, with the live values where they have drifted from it. */
function withDrift(live: JsonObject, inputs: JsonObject): JsonObject {
  const declared = normalised(inputs);
  const seen = declaredPart(live, declared);
  return equal(seen, declared) ? inputs : seen;
}

const clusterAnnotations = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

/** A declaration for an object that nobody declared here: all of it, but for what only the cluster sets. */
function adopted(live: JsonObject): JsonObject {
  const object = without(live, "status");
  if (!isObject(object.metadata)) return object;
  const metadata = without(object.metadata, "uid", "resourceVersion", "creationTimestamp", "generation");
  if (isObject(metadata.annotations)) {
    const annotations = without(metadata.annotations, ...clusterAnnotations);
    metadata.annotations = Object.keys(annotations).length > 0 ? annotations : undefined;
  }
  return { ...object, metadata };
}
