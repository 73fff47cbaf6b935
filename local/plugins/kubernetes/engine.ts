import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** What the person at the terminal sees of a resource while the provider works on it. */
export class EngineLog {
  private readonly client: EngineClient;

  /** @param address of the engine, as it gives it to its plugins. */
  constructor(address: string) {
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /** A lasting warning. */
  warn(urn: string, message: string): void {
    this.send(urn, message, LogSeverity.WARNING, false);
  }

  /** The resource's present state, in its line of the display; the next one takes its place. */
  status(urn: string, message: string): void {
    this.send(urn, message, LogSeverity.INFO, true);
  }

  private send(urn: string, message: string, severity: LogSeverity, ephemeral: boolean): void {
    const request = new LogRequest().setUrn(urn).setMessage(message).setSeverity(severity).setEphemeral(ephemeral);
    // A line that gets lost is no reason to fail the operation it is about.
    this.client.log(request, () => undefined);
  }
}
