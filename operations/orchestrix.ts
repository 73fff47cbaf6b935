#!/usr/bin/env -S npx tsx
import { Command, Option } from "commander";
import { runbookNamespace } from "../components";
import { packConfig } from "../policies/packConfig";
import { rules } from "../policies/rules";
import { stackPolicy } from "../policies/stackPolicy";
import { compliance } from "./compliance/compliance";
import { format, type ReportFormat, reportFormats } from "./compliance/format";
import { deploy } from "./deploy";
import * as postureFormats from "./posture/format";
import { posture } from "./posture/posture";
import { exitCode as postureExitCode } from "./posture/report";
import { readStackConfig, readStackSettings } from "./project";
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

program
  .command("compliance")
  .description("Judge a stack's objects by the security hardening checklist; needs neither cluster nor engine.")
  .option("-s, --stack <name>", "stack whose preview is judged, or by whose declarations --state or --yaml is")
  .addOption(new Option("--state <file>", "judge an exported state instead (pulumi stack export)").conflicts("yaml"))
  .option("--yaml <folder>", "judge the manifests of a folder instead")
  .option("-n, --namespace <name>", "namespace of manifests that name none", "default")
  .addOption(new Option("-f, --format <format>", "form of the report").choices(reportFormats).default("terminal"))
  .addHelpText(
    "after",
    "\nExit codes: 0 every mandatory rule is kept, 1 one is broken, 2 something could not be judged.\n\nExamples:\n" +
      "  orchestrix compliance --stack prod --format markdown\n" +
      "  pulumi stack export | orchestrix compliance --stack prod --state /dev/stdin\n" +
      "  orchestrix compliance --yaml manifests --format sarif > compliance.sarif\n",
  )
  .action(async ({ format: chosen, ...options }: ComplianceCommand) => {
    try {
      const { report, exitCode } = await compliance(options);
      process.stdout.write(`${format(report, chosen)}\n`);
      process.exitCode = exitCode;
    } catch (error) {
      fail(error, 2);
    }
  });

program
  .command("policy-config")
  .description("Print what the policy pack must know of a stack, as JSON for pulumi's --policy-pack-config.")
  .addOption(stackOption())
  .action(({ stack }: { stack: string }) => {
    console.log(JSON.stringify(packConfig(rules, stackPolicy(readStackSettings(stack))), null, 2));
  });

program
  .command("posture")
  .description("Read the security hardening checklist from the live cluster that kubectl talks to; changes nothing.")
  .addOption(stackOption())
  .option("-n, --namespace <name>", "namespace of the stack", runbookNamespace)
  .option("--context <name>", "context of the kubeconfig; the current one if absent")
  .option("--maximum-scan-age <hours>", "age at which the last good image scan is too old", Number, 48)
  .addOption(
    new Option("-f, --format <format>", "form of the report").choices(Object.keys(postureFormats)).default("terminal"),
  )
  .addHelpText(
    "after",
    "\nExit codes: 0 every line has passed, 1 one has failed, 2 none has failed and one could not be read.\n" +
      "The stored bytes of Secrets are read where ETCDCTL_ENDPOINTS (and ETCDCTL_CACERT, ETCDCTL_CERT, ETCDCTL_KEY) say.\n",
  )
  .action(async ({ stack, format: chosen, ...options }: PostureCommand) => {
    try {
      const report = await posture({ ...options, policy: stackPolicy(readStackSettings(stack)) });
      process.stdout.write(`${postureFormats[chosen](report)}\n`);
      process.exitCode = postureExitCode(report);
    } catch (error) {
      fail(error, 2);
    }
  });

interface PostureCommand {
  stack: string;
  namespace: string;
  context?: string;
  maximumScanAge: number;
  format: keyof typeof postureFormats;
}

interface ComplianceCommand {
  stack?: string;
  state?: string;
  yaml?: string;
  namespace: string;
  format: ReportFormat;
}

function fail(error: unknown, exitCode: number): void {
  console.error(`orchestrix: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = exitCode;
}

program.parseAsync().catch((error: unknown) => {
  fail(error, 1);
});
