import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JsonObject } from "./json";
import { marksOf } from "./objects";
import { encode, joinMarks, type Marks, type Properties } from "./structs";

/**
 * A resource's recorded state: the live object, and beside it what the genuine provider keeps there too, so that
 * either can go on with the other's state.
 */
export function stateOf(live: JsonObject, inputs: Properties, fieldManager: string): Struct {
  const secretInputs = marksOf(inputs.value, inputs.secrets);
  const marks = joinMarks(
    marksOf(live, inputs.secrets),
    secretInputs && new Map<string, Marks>([["__inputs", secretInputs]]),
  );
  return encode(
    {
      ...live,
      __fieldManager: fieldManager,
      __initialApiVersion: inputs.value.apiVersion ?? live.apiVersion,
      __inputs: inputs.value,
    },
    marks,
  );
}

/** The live object of a recorded state. */
export function liveOf(state: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !key.startsWith("__")));
}

/** An object is there, but it is not (yet) what it should be: the engine records it together with the reasons. */
export class NotReadyError extends Error {
  constructor(
    message: string,
    readonly reasons: string[],
    readonly id: string,
    readonly properties: Struct,
    /** The inputs as they are live; only reading reports them. */
    readonly inputs?: Struct,
  ) {
    super(message);
    this.name = "NotReadyError";
  }
}
