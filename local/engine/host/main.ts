import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { LanguageHost } from "./languageHost";
import { liveWithEngine } from "../../plugins/lifetime";

// The engine gives its address last and reads our port from the first line of the output.
const host = new LanguageHost(process.argv.at(-1) ?? "");
const server = new Server();
server.addService(LanguageRuntimeService, host.service);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port.toString()}\n`);
});

liveWithEngine(() => {
  host.stop();
});
