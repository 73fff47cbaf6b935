import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../../../local/toolchain/build";
import { cached, keyOf } from "./cache";
import { makeReadable, run } from "./program";

/** The application's programs: the package `services` and the command `uvicorn`. */
export const applicationFolder = join(__dirname, "application");

/** Where the images have the application and, in `site`, its packages. */
export const applicationPath = "/app";

const requirements = join(applicationFolder, "requirements.txt");
const remedy = "It needs Python 3.11 with pip (apt-get install python3 python3-pip) and an answering package index.";

/** The wheels of Debian 12's Python, whatever Python runs pip. */
const target = [
  "--only-binary=:all:",
  "--implementation=cp",
  "--python-version=3.11",
  ...["2014", "_2_17", "_2_28"].map((platform) => `--platform=manylinux${platform}_x86_64`),
];

/** The folder with the application's packages as `requirements.txt` pins them, byte for byte. */
export function ensurePythonPackages(report: Report): Promise<string> {
  const make = async (folder: string) => {
    const step = { doing: "installing the application's Python packages", remedy };
    report(`${step.doing} (once, about 15 s)`);
    const quiet = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--no-compile"];
    const pinned = ["--require-hashes", "--no-deps", "--requirement", requirements];
    await run("python3", ["-m", "pip", "install", ...quiet, ...target, ...pinned, "--target", folder], step, report);
    // Their interpreter is the building machine's.
    await rm(join(folder, "bin"), { recursive: true, force: true });
    await compile(folder, folder, `${applicationPath}/site`, report);
    await makeReadable(folder, report);
  };
  return cached("python", keyOf([applicationPath, ...target], [requirements]), make, report);
}

/**
 * Compiles Python files ahead: a container on a read-only root file system would compile them again at every start.
 * Their times do not survive the packing, so that they must not count.
 *
 * @param root Folder that is `path` in the image.
 */
export async function compile(folder: string, root: string, path: string, report: Report): Promise<void> {
  const step = { doing: "compiling Python files", remedy };
  const unchecked = ["-q", "--invalidation-mode", "unchecked-hash"];
  await run("python3.11", ["-m", "compileall", ...unchecked, "-s", root, "-p", path, folder], step, report);
}
