import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import { type KubernetesObject, objectId } from "../../../policies/kubernetesObject";
import { type ComplianceInput, type LocatedResource, type Location, locationIn, type Unjudged } from "./input";
import { inNamespace } from "./scope";

/**
 * The objects of a folder of manifests and of the folders in it, but for `.git` and `node_modules`: `*.yaml`, `*.yml`
 * and `*.json`, with any number of documents and lists. What is no Kubernetes object, such as a kustomization, is left
 * out with a warning.
 *
 * @param path Folder, or a single file.
 * @param namespace Where objects go that name no namespace.
 * @throws Error with file and line if a file cannot be read as YAML; Error if there is no object at all.
 */
export function readManifests(path: string, namespace: string): ComplianceInput {
  const manifests = new Manifests(namespace);
  if (statSync(path).isDirectory()) manifests.addFolder(path);
  else manifests.addFile(path);
  const { resources, unjudged, warnings } = manifests;
  if (resources.length + unjudged.length === 0) {
    throw new Error([`${path} holds no Kubernetes object in a .yaml, .yml or .json file.`, ...warnings].join(" "));
  }
  const place = locationIn(path);
  const location = resources.at(0)?.location ?? place;
  return { source: `manifests in ${place.file || "."}`, location, resources, unjudged, warnings };
}

class Manifests {
  readonly resources: LocatedResource[] = [];
  readonly unjudged: Unjudged[] = [];
  readonly warnings: string[] = [];
  private readonly places = new Map<string, Location>();

  constructor(private readonly namespace: string) {}

  /** In the order of the names, so that two reports of a folder are the same. */
  addFolder(folder: string): void {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isSymbolicLink()) this.warnings.push(`${locationIn(path).file} is a link, and was not followed.`);
      else if (entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name)) this.addFile(path);
      else if (entry.isDirectory() && ![".git", "node_modules"].includes(entry.name)) this.addFolder(path);
    }
  }

  addFile(file: string): void {
    const lines = new LineCounter();
    // As the API's clients read YAML: version 1.1, but for its times.
    const documents = parseAllDocuments(readFileSync(file, "utf8"), {
      version: "1.1",
      customTags: (tags) =>
        tags.filter((tag) => typeof tag === "string" || (tag.format !== "TIME" && !tag.tag.endsWith(":timestamp"))),
      lineCounter: lines,
      // The long form quotes the file, which may hold secrets.
      prettyErrors: false,
    });
    const place = (offset: number) => locationIn(file, lines.linePos(offset).line);
    for (const document of Array.isArray(documents) ? documents : []) {
      for (const { code, pos } of document.errors) throw unreadable(place(pos[0]), code);
      if (document.contents !== null) this.addDocument(document, document.contents, place);
    }
  }

  private addDocument(document: Document, node: Node, place: (offset: number) => Location): void {
    const location = place(node.range?.[0] ?? 0);
    let value: unknown;
    try {
      value = document.toJS();
    } catch {
      throw unreadable(location, "its aliases cannot be resolved");
    }
    // What follows a last separator is an empty document.
    if (value !== null) this.add(value, node, location, place);
  }

  private add(value: unknown, node: Node, location: Location, place: (offset: number) => Location): void {
    if (!isKubernetes(value)) {
      this.warnings.push(
        `${location.file}:${location.line} is no Kubernetes object (apiVersion and kind), and was not checked.`,
      );
      return;
    }
    if (value.kind.endsWith("List") && Array.isArray(value.items)) {
      const items = isMap(node) ? node.get("items", true) : undefined;
      value.items.forEach((item: unknown, index) => {
        const at = isSeq(items) ? (items.items[index] as Node) : node;
        this.add(listed(item, value), at, place(at.range?.[0] ?? 0), place);
      });
      return;
    }
    this.addObject(value, location);
  }

  private addObject(value: KubernetesObject, location: Location): void {
    const where = `${location.file}:${location.line}`;
    if (value.apiVersion.startsWith("kustomize.config.k8s.io/")) {
      this.warnings.push(`${where} is for kustomize, and was not checked; check what kustomize builds.`);
      return;
    }
    const { name, generateName } = (value.metadata as KubernetesObject["metadata"] | null | undefined) ?? {};
    if (typeof name !== "string" && typeof generateName !== "string") {
      this.unjudged.push({ object: `${value.kind}//`, reason: "it has no metadata.name; give it one", location });
      return;
    }
    const object = inNamespace(value, this.namespace);
    const id = objectId(object);
    const first = this.places.get(id);
    if (first) this.warnings.push(`${id} is in ${first.file}:${first.line} and in ${where}; each was checked.`);
    this.places.set(id, location);
    this.resources.push({ object, location });
  }
}

function isKubernetes(value: unknown): value is KubernetesObject {
  const { apiVersion, kind } = (value ?? {}) as Record<string, unknown>;
  return typeof apiVersion === "string" && typeof kind === "string";
}

/** An item of a list; the API's typed lists leave out what their items have in common. */
function listed(item: unknown, { apiVersion, kind }: KubernetesObject): unknown {
  if (kind === "List" || typeof item !== "object" || item === null) return item;
  return { apiVersion, kind: kind.replace(/List$/, ""), ...item };
}

function unreadable({ file, line }: Location, reason: string): Error {
  return new Error(
    `${file}:${line}: this is not YAML (${reason}); a template must be rendered before it can be judged`,
  );
}
