import { chmod, copyFile, cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ensureBuilt, type Report } from "../../../local/toolchain/build";
import { describeTool } from "../../../local/toolchain/tools";
import { applicationUser, catalogue, type User } from "../../../components/images";
import { ensurePrometheus, prometheus } from "./prometheus";
import { applicationFolder, applicationPath, compile, ensurePythonPackages } from "./python";
import { ensureWeaviate, weaviate } from "./weaviate";

/** The images that the suite runs: those of the services, of what watches and saves them, and one to probe them from. */
export const imageNames = [
  ...(["application", "redis", "weaviate", "postgres"] as const),
  ...(["prometheus", "alertmanager", "redis-exporter", "postgres-exporter", "blackbox-exporter"] as const),
  ...(["restic", "kubectl", "probe"] as const),
] as const;

export type TestImageName = (typeof imageNames)[number];

/** What a test image is made of. Users, paths, commands and ports are those of the genuine image. */
export interface Recipe {
  /** For people; the digest decides. */
  readonly tag: string;
  /** Debian packages. */
  readonly packages: readonly string[];
  /** The user that the image runs as, and its name in /etc/passwd. */
  readonly user: User & { readonly name: string; readonly home: string };
  /** Options of the kit's `image build`: entry point, command, environment. */
  readonly options: readonly string[];
  /** Files, folders and texts that the files below are made from. */
  readonly inputs: { readonly texts: readonly string[]; readonly paths: readonly string[] };
  /**
   * Puts small files into the folder `root`, which becomes the image's root, and returns the sources of large ones by
   * their path in the image.
   */
  files(root: string, report: Report): Promise<Readonly<Record<string, string>>>;
}

const nothing = { inputs: { texts: [], paths: [] }, files: () => Promise.resolve({}) };

/** Links in the genuine image's places, to where Debian has the programs. */
function links(targets: Readonly<Record<string, string>>): Pick<Recipe, "inputs" | "files"> {
  return {
    inputs: { texts: [JSON.stringify(targets)], paths: [] },
    files: async (root) => {
      for (const [path, target] of Object.entries(targets)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await symlink(target, join(root, path));
      }
      return {};
    },
  };
}

/** A program in the genuine image's place that leaves out the options for which Debian's is too old. */
function without(path: string, program: string, options: readonly string[]): Pick<Recipe, "inputs" | "files"> {
  const text = [
    "#!/bin/sh",
    "for option; do",
    `  case $option in ${options.join("|")}) ;; *) set -- "$@" "$option" ;; esac`,
    "  shift",
    "done",
    `exec ${program} "$@"`,
    "",
  ].join("\n");
  return {
    inputs: { texts: [path, text], paths: [] },
    files: async (root) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text, { mode: 0o755 });
      return {};
    },
  };
}

/** Debian keeps them off the PATH, and wraps some in a script that looks for clusters in /etc/postgresql. */
const postgresPrograms = [
  ...["initdb", "postgres", "psql", "pg_isready", "pg_dump", "pg_dumpall", "pg_restore", "pg_basebackup"],
  ...["pg_controldata", "pg_ctl"],
];

/** One set for four images: it is one layer that they share. */
const exporters = [
  ...["prometheus-alertmanager", "prometheus-blackbox-exporter"],
  ...["prometheus-postgres-exporter", "prometheus-redis-exporter"],
];

const nobody = { uid: 65534, gid: 65534, name: "nobody", home: "/" };

const kubectl = describeTool("kubectl");

export const recipes: Readonly<Record<TestImageName, Recipe>> = {
  application: {
    tag: "1",
    packages: ["python3"],
    user: { ...applicationUser, name: "application", home: "/tmp" },
    options: ["--env", `PYTHONPATH=${applicationPath}/site`, "--workdir", applicationPath],
    inputs: { texts: [], paths: [applicationFolder] },
    files: async (root, report) => {
      const programs = join(root, "usr/local/bin");
      await mkdir(programs, { recursive: true });
      await copyFile(join(applicationFolder, "uvicorn"), join(programs, "uvicorn"));
      await chmod(join(programs, "uvicorn"), 0o755);
      const services = join(root, applicationPath, "services");
      const filter = (path: string) => !path.endsWith("__pycache__");
      await cp(join(applicationFolder, "services"), services, { recursive: true, filter });
      await compile(services, root, "/", report);
      return { [`${applicationPath}/site`]: await ensurePythonPackages(report) };
    },
  },
  redis: {
    tag: "7.0",
    packages: ["redis-server", "redis-tools"],
    user: { ...catalogue.redis.user, name: "redis", home: "/data" },
    options: ["--command", "redis-server", "--workdir", "/data"],
    ...nothing,
  },
  weaviate: {
    tag: weaviate.version.slice(1),
    packages: ["ca-certificates", "wget"],
    user: { ...catalogue.weaviate.user, name: "weaviate", home: "/tmp" },
    options: ["--entrypoint", "/bin/weaviate"],
    inputs: { texts: [weaviate.buildKey], paths: [] },
    // Debian's /bin is a link to /usr/bin, which a folder of this name in a later layer would replace.
    files: async (_, report) => ({ "/usr/bin/weaviate": await ensureWeaviate(report) }),
  },
  postgres: {
    tag: "15",
    packages: ["postgresql-15"],
    user: { ...catalogue.postgres.user, name: "postgres", home: "/var/lib/postgresql" },
    options: ["--command", "postgres"],
    ...links(
      Object.fromEntries(
        postgresPrograms.map((name) => [`usr/local/bin/${name}`, `/usr/lib/postgresql/15/bin/${name}`]),
      ),
    ),
  },
  // No image below has default arguments: the namespace always gives its own, for the files that it mounts.
  prometheus: {
    tag: prometheus.release,
    packages: ["ca-certificates"],
    user: nobody,
    options: ["--entrypoint", "/bin/prometheus", "--workdir", "/prometheus"],
    inputs: { texts: prometheus.buildKeys, paths: [] },
    files: async (_, report) => {
      const built = await ensurePrometheus(report);
      return { "/usr/bin/prometheus": built.prometheus, "/usr/bin/promtool": built.promtool };
    },
  },
  alertmanager: {
    tag: "0.25",
    packages: exporters,
    user: nobody,
    options: ["--entrypoint", "/bin/alertmanager", "--workdir", "/alertmanager"],
    ...links({ "usr/bin/alertmanager": "prometheus-alertmanager" }),
  },
  "redis-exporter": {
    tag: "1.45",
    packages: exporters,
    user: { uid: 59000, gid: 59000, name: "exporter", home: "/" },
    options: ["--entrypoint", "/redis_exporter"],
    ...without("redis_exporter", "/usr/bin/prometheus-redis-exporter", ["--disable-scrape-endpoint"]),
  },
  "postgres-exporter": {
    tag: "0.11",
    packages: exporters,
    user: nobody,
    options: ["--entrypoint", "/bin/postgres_exporter"],
    ...without("usr/bin/postgres_exporter", "/usr/bin/prometheus-postgres-exporter", [
      "--collector.long_running_transactions",
      "--collector.postmaster",
    ]),
  },
  // The genuine one runs as root unless it is told otherwise, and so does restic's: any user works.
  "blackbox-exporter": {
    tag: "0.23",
    packages: exporters,
    user: nobody,
    options: ["--entrypoint", "/bin/blackbox_exporter"],
    ...links({ "usr/bin/blackbox_exporter": "prometheus-blackbox-exporter" }),
  },
  restic: {
    tag: "0.14",
    packages: ["ca-certificates", "restic"],
    user: nobody,
    options: ["--entrypoint", "/usr/bin/restic"],
    ...nothing,
  },
  // Nothing but the program, as in the genuine one: no shell. An installed kubectl might need libraries, so ours it is.
  kubectl: {
    tag: kubectl.version.slice(1),
    packages: [],
    user: { uid: 65532, gid: 65532, name: "nonroot", home: "/home/nonroot" },
    options: ["--entrypoint", "/bin/kubectl"],
    inputs: { texts: [kubectl.buildKey], paths: [] },
    files: async (_, report) => ({ "/bin/kubectl": await ensureBuilt(kubectl, report) }),
  },
  // It is the image for jobs that need curl, too.
  probe: {
    tag: "1",
    packages: ["bind9-dnsutils", "ca-certificates", "curl", "netcat-openbsd"],
    user: { uid: 65534, gid: 65534, name: "probe", home: "/tmp" },
    options: ["--command", "sleep infinity"],
    ...nothing,
  },
};
