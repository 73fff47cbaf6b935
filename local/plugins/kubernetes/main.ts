import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { liveWithEngine } from "../lifetime";
import { Provider } from "./provider";
import { serviceOf } from "./server";

/** The engine's own limit: a ConfigMap or a Secret may be a megabyte, and a state holds it more than once. */
const largestMessage = 400 * 1024 * 1024;

// The engine gives its address as the only argument that is no flag, and reads our port from the first line.
const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
const server = new Server({
  "grpc.max_receive_message_length": largestMessage,
  "grpc.max_send_message_length": largestMessage,
});
server.addService(ResourceProviderService, serviceOf(new Provider(engine)));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

liveWithEngine();
