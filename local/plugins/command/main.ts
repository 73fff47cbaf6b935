import { version } from "@pulumi/command/package.json";
import { main } from "@pulumi/pulumi/provider";
import { EngineLog } from "./engineLog";
import { CommandProvider } from "./provider";
import { liveWithEngine } from "../lifetime";

// The engine gives its address last.
const args = process.argv.slice(2);
const provider = new CommandProvider(version, new EngineLog(args.at(-1) ?? ""));

liveWithEngine(() => void provider.cancel());
void main(provider, args);
