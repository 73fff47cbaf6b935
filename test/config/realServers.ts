import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What the tests here run for real: the programs that must be there and the Debian packages that bring them. */
const servers = {
  redis: { programs: ["redis-server", "redis-cli"], packages: ["redis-server", "redis-tools"] },
  postgresql: { programs: ["initdb", "postgres", "psql"], packages: ["postgresql"] },
  python: { programs: ["python3.11", "pip3"], packages: ["python3", "python3-pip"] },
  alertmanager: { programs: ["prometheus-alertmanager"], packages: ["prometheus-alertmanager"] },
  exporters: {
    programs: ["prometheus-redis-exporter", "prometheus-postgres-exporter", "prometheus-blackbox-exporter"],
    packages: ["prometheus-redis-exporter", "prometheus-postgres-exporter", "prometheus-blackbox-exporter"],
  },
  shellcheck: { programs: ["shellcheck"], packages: ["shellcheck"] },
};

/** Debian keeps PostgreSQL's programs off the PATH, in a directory for each major version. */
const postgresqlRoot = "/usr/lib/postgresql";
/** Debian asks this script whether it may start a service that was just installed; exit code 101 says no. */
const servicePolicy = "/usr/sbin/policy-rc.d";

/** The PATH on which the servers' programs are found, PostgreSQL's newest version first. */
export function serverPath(): string {
  const versions = existsSync(postgresqlRoot) ? readdirSync(postgresqlRoot).sort((a, b) => Number(b) - Number(a)) : [];
  return [...versions.map((version) => join(postgresqlRoot, version, "bin")), process.env.PATH].join(delimiter);
}

function isInstalled(program: string): boolean {
  return serverPath()
    .split(delimiter)
    .some((directory) => {
      try {
        accessSync(join(directory, program), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Installs without starting a service. */
function install(packages: readonly string[]): void {
  const ownPolicy = !existsSync(servicePolicy);
  if (ownPolicy) {
    writeFileSync(servicePolicy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  }
  try {
    const apt = (...args: string[]): Buffer =>
      execFileSync("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=120", ...args], {
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
        stdio: "pipe",
      });
    apt("update");
    apt("install", "--yes", "--no-install-recommends", ...packages);
  } finally {
    if (ownPolicy) {
      rmSync(servicePolicy);
    }
  }
}

/**
 * Makes sure, in a `before` hook, that the servers which a suite needs are installed: with apt when this runs as root.
 *
 * @throws Error that names the tests which did not run, what is missing and how to get it. A suite never skips itself.
 */
export function requireServers(hook: Mocha.Context, ...names: (keyof typeof servers)[]): void {
  hook.timeout(600_000);
  const missing = names.filter((name) => !servers[name].programs.every(isInstalled));
  if (missing.length === 0) {
    return;
  }
  const packages = missing.flatMap((name) => servers[name].packages);
  let reason = "this user may not install packages (not root)";
  if (process.getuid?.() === 0) {
    try {
      install(packages);
      return;
    } catch (error) {
      reason = `its installation failed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  const titles: string[] = [];
  hook.test?.parent?.eachTest((test) => {
    titles.push(test.title);
  });
  throw new Error(
    `${titles.length} tests did not run, because ${missing.join(" and ")} is not installed and ${reason}. ` +
      `Run as root: apt-get install ${packages.join(" ")}\nNot run:\n  ${titles.join("\n  ")}`,
  );
}
