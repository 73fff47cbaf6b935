import { createRequire } from "node:module";
import { join } from "node:path";
import type { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";

/** How to start a Node process. */
export interface Launch {
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** How to run a Pulumi program: with the runner of the project's own Pulumi SDK. */
export function programLaunch(request: RunRequest, engine: string): Launch {
  const info = infoOf(request);
  const { nodeargs, typescript, tsconfig } = optionsOf(info);
  const named = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    "root-directory": info.getRootDirectory(),
    pwd: request.getPwd(),
    parallel: request.getParallel().toString(),
  };
  return {
    args: [
      ...(nodeargs?.split(/\s+/) ?? []),
      sdkScript(info, "run"),
      ...Object.entries(named).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info.getEntryPoint() || ".",
      ...request.getArgsList(),
    ],
    cwd: info.getProgramDirectory(),
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      ...(typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
      ...(tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
    },
  };
}

/** The path of a runner in the Pulumi SDK that a project has installed. */
export function sdkScript(info: ProgramInfo, runner: "run" | "run-policy-pack"): string {
  const folder = info.getProgramDirectory();
  try {
    return createRequire(join(folder, "package.json")).resolve(`@pulumi/pulumi/cmd/${runner}`);
  } catch (cause) {
    throw new Error(`@pulumi/pulumi is not installed for ${folder}: run npm ci there`, { cause });
  }
}

export function infoOf(request: { getInfo(): ProgramInfo | undefined }): ProgramInfo {
  const info = request.getInfo();
  if (info === undefined) throw new Error("this engine does not say where the program is: use Pulumi 3.100 or newer");
  return info;
}

/** `runtime.options` of Pulumi.yaml, as documented for nodejs. */
function optionsOf(info: ProgramInfo): { nodeargs?: string; typescript?: boolean; tsconfig?: string } {
  return info.getOptions()?.toJavaScript() ?? {};
}
