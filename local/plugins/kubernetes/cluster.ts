import { ApiError } from "./apiErrors";
import type { Client } from "./client";
import { isObject, listAt, textAt, without, type JsonObject } from "./json";
import { describe, groupOf, type Identity } from "./objects";

interface ResourceType {
  plural: string;
  namespaced: boolean;
}

/** The kind is not (or not yet) known to the API server: its CustomResourceDefinition is missing. */
export class UnknownKindError extends Error {
  constructor(identity: Identity) {
    super(
      `the API server knows no ${identity.kind} in ${identity.apiVersion}; ` +
        "check the apiVersion, and that the CustomResourceDefinition is created first",
    );
    this.name = "UnknownKindError";
  }
}

export interface ApplyOptions {
  fieldManager: string;
  /** Take over fields that another manager owns with another value. */
  force: boolean;
  /** The server goes through validation, quota and admission, and stores nothing. */
  dryRun: boolean;
}

/** The objects of one cluster, by identity, of whatever kind. */
export class Cluster {
  private readonly discovered = new Map<string, Promise<Map<string, ResourceType>>>();

  constructor(readonly client: Client) {}

  /** Whether objects of the kind live in namespaces; undefined when the API server does not know the kind. */
  async isNamespaced(type: Pick<Identity, "apiVersion" | "kind">): Promise<boolean | undefined> {
    return (await this.lookUp(type))?.namespaced;
  }

  /** The live object without its managedFields, or undefined when there is none. */
  async read(identity: Identity): Promise<JsonObject | undefined> {
    const live = await this.readWhole(identity);
    return live && withoutManagedFields(live);
  }

  /** The live object with its managedFields, or undefined when there is none. */
  async readWhole(identity: Identity): Promise<JsonObject | undefined> {
    try {
      const { body } = await this.client.request({ method: "GET", path: await this.pathOf(identity) });
      return isObject(body) ? body : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Server-side apply. Fields that the manager applied before and that are not in `object` are removed. */
  async apply(
    identity: Identity,
    object: JsonObject,
    { fieldManager, force, dryRun }: ApplyOptions,
  ): Promise<{ live: JsonObject; warnings: string[] }> {
    const { body, warnings } = await this.client.request({
      method: "PATCH",
      path: await this.pathOf(identity),
      query: { fieldManager, force: String(force), ...(dryRun ? { dryRun: "All" } : {}) },
      contentType: "application/apply-patch+yaml",
      body: object,
    });
    if (!isObject(body)) throw new Error(`the API server's answer about ${describe(identity)} is no object`);
    return { live: withoutManagedFields(body), warnings };
  }

  /** Starts the deletion; false when there is nothing to delete. */
  async startDeletion(identity: Identity, propagationPolicy: string): Promise<boolean> {
    try {
      await this.client.request({
        method: "DELETE",
        path: await this.pathOf(identity),
        body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy },
      });
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** The objects of a kind in a namespace. */
  async list(
    type: Pick<Identity, "apiVersion" | "kind" | "namespace">,
    query: { labelSelector?: string; fieldSelector?: string },
  ): Promise<JsonObject[]> {
    const { body } = await this.client.request({
      method: "GET",
      path: await this.collectionOf({ ...type, name: "" }),
      query: { ...query, limit: "100" },
    });
    return listAt(body, "items");
  }

  private async pathOf(identity: Identity): Promise<string> {
    return `${await this.collectionOf(identity)}/${encodeURIComponent(identity.name)}`;
  }

  private async collectionOf(identity: Identity): Promise<string> {
    const type = await this.lookUp(identity);
    if (type === undefined) throw new UnknownKindError(identity);
    const scope = type.namespaced ? `/namespaces/${encodeURIComponent(identity.namespace || "default")}` : "";
    return `${rootOf(identity.apiVersion)}${scope}/${type.plural}`;
  }

  private async lookUp({ apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">): Promise<ResourceType | undefined> {
    const known = (await this.discover(apiVersion)).get(kind);
    // A definition may have been created since: ask again before the kind is called unknown.
    return known ?? (await this.discover(apiVersion, true)).get(kind);
  }

  private discover(apiVersion: string, again = false): Promise<Map<string, ResourceType>> {
    let answer = again ? undefined : this.discovered.get(apiVersion);
    if (answer === undefined) {
      answer = this.askTypes(apiVersion);
      this.discovered.set(apiVersion, answer);
      answer.catch(() => this.discovered.delete(apiVersion));
    }
    return answer;
  }

  private async askTypes(apiVersion: string): Promise<Map<string, ResourceType>> {
    const types = new Map<string, ResourceType>();
    try {
      const { body } = await this.client.request({ method: "GET", path: rootOf(apiVersion) });
      for (const resource of listAt(body, "resources")) {
        const plural = textAt(resource, "name");
        // Subresources such as deployments/scale have kinds of their own.
        if (plural.includes("/")) continue;
        types.set(textAt(resource, "kind"), { plural, namespaced: resource.namespaced === true });
      }
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    }
    return types;
  }
}

function rootOf(apiVersion: string): string {
  return groupOf(apiVersion) === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
}

function withoutManagedFields(object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) return object;
  return { ...object, metadata: without(object.metadata, "managedFields") };
}

/** No such object, or no such kind any more: both mean that it is not there. */
function isMissing(error: unknown): boolean {
  return error instanceof UnknownKindError || (error instanceof ApiError && error.status === 404);
}
