/** Deploys a stack from a process of its own, so that a test can interrupt it: upOnce.ts STACK WORKDIR. */
import { deploy } from "../../operations/deploy";

const [stack, workDir] = process.argv.slice(2);
deploy("up", { stack, workDir }).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
