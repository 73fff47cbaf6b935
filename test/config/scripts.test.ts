import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { requireServers, serverPath } from "./realServers";

const root = join(__dirname, "../..");

describe("the shell scripts of the repository", () => {
  before(function () {
    requireServers(this, "shellcheck");
  });

  it("have no finding of shellcheck", () => {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.sh"], {
      cwd: root,
      encoding: "utf8",
    });
    const scripts = listed.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
    expect(scripts).to.include("components/datastores/scripts/redis-start.sh");
    const { status, stdout, stderr } = spawnSync("shellcheck", scripts, {
      cwd: root,
      encoding: "utf8",
      env: { PATH: serverPath() },
    });
    expect(status, stdout + stderr).to.equal(0);
  });
});
