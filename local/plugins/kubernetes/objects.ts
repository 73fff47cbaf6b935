import { isObject, textAt, type JsonObject } from "./json";
import { joinMarks, type Marks } from "./structs";

/** What names one object of a cluster. */
export interface Identity {
  apiVersion: string;
  kind: string;
  name: string;
  /** "" for an object of the whole cluster. */
  namespace: string;
}

export function identityOf(object: JsonObject): Identity {
  return {
    apiVersion: textAt(object, "apiVersion"),
    kind: textAt(object, "kind"),
    name: textAt(object, "metadata", "name"),
    namespace: textAt(object, "metadata", "namespace"),
  };
}

/** The resource id that the genuine provider uses: `namespace/name`, or `name` for objects of the whole cluster. */
export function idOf({ namespace, name }: Identity): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The reverse of `idOf`. */
export function parseId(id: string): { namespace: string; name: string } {
  const slash = id.indexOf("/");
  return { namespace: id.slice(0, Math.max(slash, 0)), name: id.slice(slash + 1) };
}

/** For messages: `Deployment orchestrix-pilot/redis`. */
export function describe(identity: Identity): string {
  return `${identity.kind} ${idOf(identity)}`;
}

/** The API group of an apiVersion, "" for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** `Deployment.apps`, `Secret`: a kind with its group, whatever the version. */
export function groupKindOf({ apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">): string {
  const group = groupOf(apiVersion);
  return group === "" ? kind : `${kind}.${group}`;
}

/** A resource's type token and its name in the program. */
export function parseUrn(urn: string): { token: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { token: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

/** The apiVersion and kind that a type token stands for; "" for both where the token does not say. */
export function typeOf(token: string): { apiVersion: string; kind: string } {
  const [, groupVersion = "", kind = ""] = token.split(":");
  if (groupVersion === "v1" || groupVersion === "core/v1") return { apiVersion: "v1", kind };
  return groupVersion.includes("/") ? { apiVersion: groupVersion, kind } : { apiVersion: "", kind: "" };
}

/** An annotation's value, "" where it is absent. */
export function annotation(object: JsonObject, key: string): string {
  return textAt(object, "metadata", "annotations", key);
}

/**
 * What is sent to and compared with the API server: a Secret's `stringData` becomes `data`. Otherwise nobody would
 * own the keys of `data`, and a key taken out of `stringData` would stay in the cluster.
 */
export function normalised(object: JsonObject): JsonObject {
  const { stringData, ...rest } = object;
  if (groupKindOf(identityOf(object)) !== "Secret" || !isObject(stringData)) return object;
  const data = isObject(rest.data) ? { ...rest.data } : {};
  for (const [key, value] of Object.entries(stringData)) {
    if (typeof value === "string") data[key] = Buffer.from(value, "utf8").toString("base64");
  }
  return { ...rest, data };
}

/** The marks of a resource's values: what the program marked, and always the content of a Secret. */
export function marksOf(object: JsonObject, marks: Marks | undefined): Marks | undefined {
  if (groupKindOf(identityOf(object)) !== "Secret") return marks;
  return joinMarks(
    marks,
    new Map<string, Marks>([
      ["data", true],
      ["stringData", true],
    ]),
  );
}
