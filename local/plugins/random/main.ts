import { main } from "@pulumi/pulumi/provider";
import { version } from "@pulumi/random/package.json";
import { RandomProvider } from "./provider";
import { liveWithEngine } from "../lifetime";

liveWithEngine();
void main(new RandomProvider(version), process.argv.slice(2));
