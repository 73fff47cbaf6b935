#!/usr/bin/env -S npx tsx
import { Command, Option } from "commander";
import { deploy } from "./deploy";
import { readStackConfig } from "./project";
import { renderObjects, type SecretRendering, writeObjects } from "./render";

const program = new Command("orchestrix")
  .description("Operates the namespace of the Agentic Research Engine as code.")
  .showHelpAfterError();

const stackOption = () =>
  new Option("-s, --stack <name>", "stack, the part of Pulumi.<stack>.yaml").makeOptionMandatory();

for (const [operation, description] of [
  ["preview", "Show what would change; change nothing."],
  ["up", "Deploy the stack."],
  ["refresh", "Take what was changed by hand into the stack's state, where the next preview shows it."],
  ["destroy", "Delete what the stack created, but for what it retains."],
] as const) {
  program
    .command(operation)
    .description(description)
    .addOption(stackOption())
    .action(async ({ stack }: { stack: string }) => {
      await deploy(operation, { stack });
    });
}

program
  .command("render")
  .description("Write the stack's Kubernetes objects as YAML files; needs neither cluster nor engine.")
  .addOption(stackOption())
  .requiredOption("-o, --out <folder>", "folder for one file an object, <kind>-<name>.yaml")
  .addOption(
    new Option("--secrets <how>", "values of Secrets: a marker, or values generated for this rendering")
      .choices(["redacted", "plain"])
      .default("redacted"),
  )
  .action(async ({ stack, out, secrets }: { stack: string; out: string; secrets: SecretRendering }) => {
    const files = writeObjects(await renderObjects(stack, readStackConfig(stack), secrets), out);
    console.log(`${files.length} objects of stack ${stack} in ${out}`);
  });

program.parseAsync().catch((error: unknown) => {
  console.error(`orchestrix: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
