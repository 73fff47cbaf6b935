import { createHash, randomBytes } from "node:crypto";
import { isObject, textAt, type JsonObject } from "./json";
import { annotation, typeOf } from "./objects";
import { unknownValue } from "./structs";

export interface CheckFailure {
  /** Path of the property that is wrong, as Pulumi writes paths. */
  property: string;
  /** What is wrong and what to do. */
  reason: string;
}

export interface CheckRequest {
  /** `kubernetes:apps/v1:Deployment` */
  token: string;
  /** The resource's name in the program. */
  name: string;
  news: JsonObject;
  olds: JsonObject;
  /** The engine's seed, so that a preview and its update choose the same name. Empty: any name. */
  randomSeed: Uint8Array;
  /** The namespace for an object that names none; undefined for objects of the whole cluster, or when unknown. */
  defaultNamespace: string | undefined;
}

const autonamed = "pulumi.com/autonamed";

/** Completes and checks the inputs of a resource: apiVersion, kind, name and namespace. */
export function check(request: CheckRequest): { inputs: JsonObject; failures: CheckFailure[] } {
  const { news, token } = request;
  const type = typeOf(token);
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string): void => {
    failures.push({ property, reason });
  };

  const apiVersion = textAt(news, "apiVersion") || type.apiVersion;
  const kind = textAt(news, "kind") || type.kind;
  if (/^kubernetes:(helm\.sh|yaml|kustomize)/.test(token) || /(List|Patch)$/.test(kind)) {
    fail("", `${token} is not supported by the stand-in for the Kubernetes provider; declare the objects one by one`);
  }
  if (apiVersion === "") fail("apiVersion", "missing: give the object's group and version, such as apps/v1");
  if (kind === "") fail("kind", "missing: give the object's kind, such as Deployment");
  if (news.metadata !== undefined && news.metadata !== unknownValue && !isObject(news.metadata)) {
    fail("metadata", "must be an object with name, namespace, labels and annotations");
  }
  const metadata = isObject(news.metadata) ? { ...news.metadata } : {};
  for (const key of ["name", "namespace"]) {
    const value = metadata[key];
    if (value !== undefined && (typeof value !== "string" || value === "")) {
      fail(`metadata.${key}`, "must be a text that is not empty; leave it out to have one chosen");
    }
  }
  checkTexts(metadata, "labels", fail);
  checkTexts(metadata, "annotations", fail);
  if (failures.length > 0) return { inputs: news, failures };
  if (news.metadata === unknownValue) return { inputs: { ...news, apiVersion, kind }, failures };

  if (metadata.name === undefined && metadata.generateName === undefined) {
    metadata.name =
      annotation(request.olds, autonamed) === "true"
        ? textAt(request.olds, "metadata", "name")
        : `${request.name}-${suffix(request)}`;
    if (metadata.annotations !== unknownValue) {
      metadata.annotations = { ...(isObject(metadata.annotations) ? metadata.annotations : {}), [autonamed]: "true" };
    }
  }
  if (metadata.namespace === undefined && request.defaultNamespace !== undefined) {
    metadata.namespace = request.defaultNamespace;
  }
  return { inputs: { ...news, apiVersion, kind, metadata }, failures };
}

/** Whether the provider chose the object's name, so that a replacement may live beside the old one. */
export function isAutonamed(inputs: JsonObject): boolean {
  return annotation(inputs, autonamed) === "true";
}

function suffix({ randomSeed, name }: CheckRequest): string {
  const bytes = randomSeed.length > 0 ? createHash("sha256").update(randomSeed).update(name).digest() : randomBytes(4);
  return bytes.subarray(0, 4).toString("hex");
}

function checkTexts(metadata: JsonObject, key: string, fail: (property: string, reason: string) => void): void {
  const texts = metadata[key];
  if (texts === undefined || texts === unknownValue) return;
  if (!isObject(texts)) {
    fail(`metadata.${key}`, "must be an object of texts");
    return;
  }
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== "string") {
      fail(`metadata.${key}[${JSON.stringify(name)}]`, `must be a text: write "${JSON.stringify(value)}" in quotes`);
    }
  }
}
