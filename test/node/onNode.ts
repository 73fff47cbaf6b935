/**
 * `make e2e-node`: brings the kit's node up, builds and loads the test images, runs the suite, takes the node down.
 * Arguments go to mocha, such as `--grep network`. With KEEP_NODE=1 the node stays up.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../operations/project";
import { buildImages, loadImages } from "./images/build";
import { nodeKit } from "./images/kit";
import { hideContainers, showContainers } from "./monitoringContainers";

const report = (line: string) => {
  console.log(`  ${line}`);
};

function kit(...args: string[]): string {
  const { status, stdout, error } = spawnSync(nodeKit(), args, { stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0)
    throw new Error(`${nodeKit()} ${args.join(" ")} failed: ${error?.message ?? `exit code ${status}`}`);
  return stdout.toString().trim();
}

async function main(): Promise<number> {
  showContainers();
  kit("up");
  try {
    const images = await buildImages(report);
    await loadImages(images, report);
    const folder = join(projectRoot, ".local", "e2e");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "images.json");
    const references = Object.entries(images).map(([name, { reference }]) => [name, reference]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(references), null, 2));
    const environment = {
      ...process.env,
      KUBECONFIG: kit("kubeconfig"),
      E2E_CLUSTER: "orchestrix-node",
      E2E_IMAGES: file,
      NODE_KIT: nodeKit(),
    };
    const suite = join(__dirname, "suite.test.ts");
    const mocha = ["mocha", "--timeout", "180000", suite, ...process.argv.slice(2)];
    return spawnSync("npx", mocha, { cwd: projectRoot, env: environment, stdio: "inherit" }).status ?? 1;
  } finally {
    if (!process.env.KEEP_NODE) {
      kit("down", "--wipe");
      hideContainers();
    }
  }
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(`e2e-node: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
