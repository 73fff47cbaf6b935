import { spawn } from "node:child_process";
import type { KubernetesObject } from "../../policies/kubernetesObject";

/** What kubectl answers to a request that failed. */
export class KubectlError extends Error {
  constructor(
    message: string,
    /** The API server's reason, such as "Forbidden" or "NotFound"; empty if it gave none. */
    readonly reason: string,
  ) {
    super(message);
    this.name = "KubectlError";
  }
}

/** What the API server says to an object that is only tried. */
export interface Trial {
  readonly accepted: boolean;
  /** The refusal; of an object that is accepted, the warnings. */
  readonly message: string;
}

/** Reads a cluster through `kubectl` of the PATH, with the kubeconfig and the rights of the caller. Changes nothing. */
export class Kubectl {
  /** @param context Context of the kubeconfig; defaults to the current one. */
  constructor(private readonly context?: string) {}

  /**
   * The objects of a kind in a namespace.
   *
   * @param resource Plural with its API group, such as "roles.rbac.authorization.k8s.io".
   * @throws KubectlError if they cannot be read.
   */
  async list(resource: string, namespace: string): Promise<readonly KubernetesObject[]> {
    const output = await this.insist(["get", resource, "--namespace", namespace, "--output", "json"]);
    return (JSON.parse(output) as { items: KubernetesObject[] }).items;
  }

  /** An object of the whole cluster. @throws KubectlError if it cannot be read. */
  async find(resource: string, name: string): Promise<KubernetesObject> {
    return JSON.parse(await this.insist(["get", resource, name, "--output", "json"])) as KubernetesObject;
  }

  /** What the API server answers at a path. @throws KubectlError if it does not. */
  raw(path: string): Promise<string> {
    return this.insist(["get", "--raw", path]);
  }

  /**
   * Creates objects that are not stored, such as SubjectAccessReviews.
   *
   * @param jsonpath What of each object is wanted, such as "{.status.allowed}".
   * @returns One text an object, in their order.
   * @throws KubectlError if the caller may not create them.
   */
  async answers(objects: readonly object[], jsonpath: string): Promise<readonly string[]> {
    const output = ["--output", `jsonpath=${jsonpath}{"\\n"}`];
    const list = { apiVersion: "v1", kind: "List", items: objects };
    const lines = (await this.insist(["create", "--filename", "-", ...output], list)).split("\n").slice(0, -1);
    if (lines.length !== objects.length) {
      throw new KubectlError(`kubectl gave ${lines.length} answers to ${objects.length} questions`, "");
    }
    return lines;
  }

  /**
   * Lets the API server judge an object without storing it.
   *
   * @throws KubectlError if the caller may not create objects of the kind, or the API server does not answer.
   */
  async attempt(object: KubernetesObject): Promise<Trial> {
    const { status, stderr } = await this.run(["create", "--dry-run=server", "--filename", "-"], object);
    if (status === 0) return { accepted: true, message: stderr.trim() };
    const error = errorOf(stderr);
    const judged = ["Forbidden", "Invalid"].includes(error.reason) && !error.message.includes("cannot create resource");
    if (!judged) throw error;
    return { accepted: false, message: error.message };
  }

  /** Name of the context that is read. @throws KubectlError if the kubeconfig has none of that name. */
  async contextName(): Promise<string> {
    const ask = this.context === undefined ? ["current-context"] : ["get-contexts", this.context, "--output", "name"];
    return (await this.insist(["config", ...ask])).trim();
  }

  private async insist(args: readonly string[], input?: object): Promise<string> {
    const { status, stdout, stderr } = await this.run(args, input);
    if (status !== 0) throw errorOf(stderr);
    return stdout;
  }

  private run(
    args: readonly string[],
    input?: object,
  ): Promise<{ status: number | null; stdout: string; stderr: string }> {
    const place = ["--request-timeout=30s", ...(this.context === undefined ? [] : [`--context=${this.context}`])];
    return new Promise((resolve, reject) => {
      // A person's own preferences for kubectl are not for us.
      const child = spawn("kubectl", [...place, ...args], { env: { ...process.env, KUBERC: "off" } });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
      child.once("error", (error) => {
        reject(new Error(`kubectl cannot be run: install it and put it on the PATH (${error.message})`));
      });
      child.once("close", (status) => {
        resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
      });
      // What ends before it has read everything says why on its standard error.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input === undefined ? "" : JSON.stringify(input));
    });
  }
}

/** The error in what kubectl printed: its last line that is no warning, without kubectl's own words around it. */
export function errorOf(stderr: string): KubectlError {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Warning:"));
  const line = lines.at(-1) ?? "kubectl failed without a word";
  const reason = /^Error from server \((\w+)\): /.exec(line)?.[1] ?? "";
  const message = line
    .replace(/^Error from server( \(\w+\))?: /, "")
    .replace(/^error: /, "")
    .replace(/^error when creating "[^"]*": /, "");
  return new KubectlError(message, reason);
}
