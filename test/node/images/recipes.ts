import { chmod, copyFile, cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../../../local/toolchain/build";
import { applicationUser, catalogue, type User } from "../../../components/images";
import { applicationFolder, applicationPath, compile, ensurePythonPackages } from "./python";
import { ensureWeaviate, weaviate } from "./weaviate";

/** The images that the suite runs: the stack's own four, and one to probe them from. */
export const imageNames = ["application", "redis", "weaviate", "postgres", "probe"] as const;

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

/** Debian keeps them off the PATH, and wraps some in a script that looks for clusters in /etc/postgresql. */
const postgresPrograms = [
  ...["initdb", "postgres", "psql", "pg_isready", "pg_dump", "pg_dumpall", "pg_restore", "pg_basebackup"],
  ...["pg_controldata", "pg_ctl"],
];

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
    inputs: { texts: postgresPrograms, paths: [] },
    files: async (root) => {
      const programs = join(root, "usr/local/bin");
      await mkdir(programs, { recursive: true });
      for (const name of postgresPrograms) await symlink(`/usr/lib/postgresql/15/bin/${name}`, join(programs, name));
      return {};
    },
  },
  probe: {
    tag: "1",
    packages: ["bind9-dnsutils", "ca-certificates", "curl", "netcat-openbsd"],
    user: { uid: 65534, gid: 65534, name: "probe", home: "/tmp" },
    options: ["--command", "sleep infinity"],
    ...nothing,
  },
};
