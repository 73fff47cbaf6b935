import { create, update, type Applied, type ApplyRequest } from "./apply";
import { check, type CheckFailure, type CheckRequest } from "./check";
import { EngineLog } from "./engine";
import { textAt, type JsonObject } from "./json";
import { parseUrn, typeOf } from "./objects";
import { plan, type Plan, type PlanRequest } from "./plan";
import { read, type ReadRequest, type ReadResult } from "./read";
import { remove, type RemoveRequest } from "./remove";
import { Session } from "./session";
import { readSettings } from "./settings";

/** Waits last 10 minutes, as with the genuine provider, unless the resource says otherwise. */
const defaultTimeout = 600;

/** The operations on resources, from the first configuration to the cancellation. */
export class Provider {
  private readonly cancellation = new AbortController();
  private log: EngineLog;
  private session: Session | undefined;

  /** @param engine address of the engine */
  constructor(engine: string) {
    this.log = new EngineLog(engine);
  }

  /** Takes another engine, where the plugin was started before it. */
  attach(engine: string): void {
    this.log = new EngineLog(engine);
  }

  configure(inputs: JsonObject): void {
    this.session = new Session(readSettings(inputs), this.log, this.cancellation.signal);
  }

  async check(request: Pick<CheckRequest, "news" | "olds" | "randomSeed"> & { urn: string }): Promise<{
    inputs: JsonObject;
    failures: CheckFailure[];
  }> {
    const { token, name } = parseUrn(request.urn);
    const type = typeOf(token);
    const apiVersion = textAt(request.news, "apiVersion") || type.apiVersion;
    const kind = textAt(request.news, "kind") || type.kind;
    const defaultNamespace = await this.namespaceFor({ apiVersion, kind }, request.news);
    return check({ ...request, token, name, defaultNamespace });
  }

  plan(request: PlanRequest): Promise<Plan> {
    return plan(this.configured, request);
  }

  create(request: ApplyRequest): Promise<Applied> {
    return create(this.configured, { ...request, timeout: timeoutFor(request.inputs.value, request.timeout) });
  }

  update(request: ApplyRequest & { olds: JsonObject; ignoreChanges: readonly string[] }): Promise<Applied> {
    return update(this.configured, { ...request, timeout: timeoutFor(request.inputs.value, request.timeout) });
  }

  read(request: Omit<ReadRequest, "token">): Promise<ReadResult> {
    return read(this.configured, { ...request, token: parseUrn(request.urn).token });
  }

  remove(request: RemoveRequest): Promise<void> {
    return remove(this.configured, { ...request, timeout: timeoutFor(request.properties, request.timeout) });
  }

  /** Ends every wait at once; the operations that wait end with an error that says so. */
  cancel(): void {
    this.cancellation.abort();
  }

  private get configured(): Session {
    if (this.session === undefined) throw new Error("the provider is not configured");
    return this.session;
  }

  private async namespaceFor(
    type: { apiVersion: string; kind: string },
    news: JsonObject,
  ): Promise<string | undefined> {
    if (textAt(news, "metadata", "namespace") !== "" || type.apiVersion === "" || type.kind === "") return undefined;
    try {
      const namespaced = await this.configured.cluster.isNamespaced(type);
      return namespaced === true ? this.configured.defaultNamespace : undefined;
    } catch (error) {
      if (this.configured.isAway(error)) return undefined;
      throw error;
    }
  }
}

function timeoutFor(object: JsonObject, requested: number): number {
  if (requested > 0) return requested;
  const annotated = Number(textAt(object, "metadata", "annotations", "pulumi.com/timeoutSeconds"));
  return annotated > 0 ? annotated : defaultTimeout;
}
