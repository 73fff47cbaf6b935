import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The engine's log: what is written there reaches the person, under the resource that it is about. */
export class EngineLog {
  readonly #client: EngineClient;
  /** One message after the other: concurrent calls could arrive in another order. */
  #sent: Promise<void> = Promise.resolve();

  /** @param address the engine's gRPC address, which it gives to a plugin as its last argument. */
  constructor(address: string) {
    this.#client = new EngineClient(address, credentials.createInsecure());
  }

  info(urn: string, message: string): void {
    const request = new LogRequest().setSeverity(LogSeverity.INFO).setUrn(urn).setMessage(message);
    this.#sent = this.#sent.then(
      () =>
        new Promise((resolve) => {
          // A message that the engine no longer takes must not fail the operation.
          this.#client.log(request, () => {
            resolve();
          });
        }),
    );
  }

  /** Waits until the engine has every message so far. */
  flush(): Promise<void> {
    return this.#sent;
  }
}
