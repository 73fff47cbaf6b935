import { expect } from "chai";
import fc from "fast-check";
import { maxmemory } from "../../components";
import { formatBytes } from "../../components/workload/quantity";
import { find, recordStack, type Registration } from "./recording";

const podOf = (all: readonly Registration[], name: string) =>
  find(all, name === "postgres" ? "StatefulSet" : "Deployment", name).inputs.spec.template.spec;
const containerOf = (all: readonly Registration[], name: string) => podOf(all, name).containers[0];
const variable = (all: readonly Registration[], name: string, key: string) =>
  containerOf(all, name).env.find((each: any) => each.name === key);
const mountAt = (all: readonly Registration[], name: string, path: string) => {
  const mount = containerOf(all, name).volumeMounts.find((each: any) => each.mountPath === path);
  return podOf(all, name).volumes.find((each: any) => each.name === mount?.name);
};

describe("datastores", () => {
  let all: Registration[];
  before(async () => {
    all = await recordStack("prod");
  });

  it("keep their data on a claim of their own, at the runbook's paths", () => {
    const paths = { redis: "/data", weaviate: "/var/lib/weaviate", postgres: "/var/lib/postgresql/data" };
    for (const [name, path] of Object.entries(paths)) {
      expect(mountAt(all, name, path).persistentVolumeClaim).to.deep.equal({ claimName: `${name}-data` });
      expect(find(all, "PersistentVolumeClaim", `${name}-data`).inputs.spec).not.to.have.property("storageClassName");
    }
  });

  it("claim the size and class of the settings", async () => {
    const changed = await recordStack("prod", { storageClass: "fast", redis: { storage: "7Gi" } });
    const { spec } = find(changed, "PersistentVolumeClaim", "redis-data").inputs;
    expect(spec).to.deep.include({ storageClassName: "fast", resources: { requests: { storage: "7Gi" } } });
  });

  it("roll when their own configuration changes, not when another's does", () => {
    const checksum = (name: string) =>
      find(all, name === "postgres" ? "StatefulSet" : "Deployment", name).inputs.spec.template.metadata.annotations[
        "checksum/config"
      ];
    expect(new Set(["redis", "postgres", "weaviate"].map(checksum)).size).to.equal(3);
  });

  describe("Redis", () => {
    it("starts with the shipped script and configuration", () => {
      expect(containerOf(all, "redis").command).to.deep.equal(["sh", "/etc/redis/start.sh"]);
      expect(mountAt(all, "redis", "/etc/redis").configMap.name).to.equal("redis-config");
      const { data } = find(all, "ConfigMap", "redis-config").inputs;
      expect(data).to.have.all.keys("redis.conf", "start.sh");
      expect(data["redis.conf"])
        .to.match(/^appendonly yes$/m)
        .and.match(/^maxmemory-policy noeviction$/m);
    });

    it("has its password under the name that the runbook's bare redis-cli reads", () => {
      expect(variable(all, "redis", "REDISCLI_AUTH").valueFrom.secretKeyRef).to.deep.equal({
        name: "redis-secrets",
        key: "password",
      });
    });

    it("is not restarted for an error that it answers, such as a full disk's, but counts as started only when it has loaded", () => {
      const { startupProbe, livenessProbe } = containerOf(all, "redis");
      expect(livenessProbe.exec.command).to.deep.equal(["redis-cli", "ping"]);
      expect(startupProbe.exec.command).to.deep.equal(["redis-cli", "-e", "ping"]);
    });

    it("keeps the file with its password in memory", () => {
      expect(mountAt(all, "redis", "/run/redis").emptyDir.medium).to.equal("Memory");
    });

    it("fills a part of its limit, with room for a fork and fragmentation, whatever the limit", () => {
      fc.assert(
        fc.property(fc.integer({ min: 2 ** 26, max: 2 ** 40 }), (limit) => {
          const most = maxmemory(formatBytes(limit));
          return Number.isInteger(most) && most >= 0.5 * limit && most <= 0.7 * limit;
        }),
      );
      expect(variable(all, "redis", "REDIS_MAXMEMORY").value).to.equal(String(Math.floor(2 * 2 ** 30 * 0.6)));
    });
  });

  describe("Weaviate", () => {
    const value = (key: string) => variable(all, "weaviate", key)?.value as string | undefined;

    it("lets in nobody without the key, and the key's user do everything", () => {
      expect(value("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED")).to.equal("false");
      expect(value("AUTHENTICATION_APIKEY_ENABLED")).to.equal("true");
      expect(value("AUTHORIZATION_ADMINLIST_USERS")).to.equal(value("AUTHENTICATION_APIKEY_USERS"));
      expect(variable(all, "weaviate", "AUTHENTICATION_APIKEY_ALLOWED_KEYS").valueFrom.secretKeyRef.name).to.equal(
        "weaviate-secrets",
      );
    });

    it("has a fixed node name, its backup module, metrics, and no telemetry", () => {
      expect(value("CLUSTER_HOSTNAME")).to.equal("weaviate");
      expect(value("ENABLE_MODULES")).to.equal("backup-filesystem");
      expect(value("BACKUP_FILESYSTEM_PATH")).to.match(/^\/var\/lib\/weaviate\//);
      expect(value("PROMETHEUS_MONITORING_ENABLED")).to.equal("true");
      expect(value("DISABLE_TELEMETRY")).to.equal("true");
    });

    it("collects garbage before it reaches its memory limit", () => {
      expect(Number(value("GOMEMLIMIT"))).to.be.within(0.7 * 4 * 2 ** 30, 0.95 * 4 * 2 ** 30);
    });

    it("serves REST, gRPC and metrics where the runbook and the application look", () => {
      const ports = find(all, "Service", "weaviate").inputs.spec.ports.map((each: any) => [each.name, each.port]);
      expect(ports).to.deep.equal([
        ["http", 8080],
        ["grpc", 50051],
        ["metrics", 2112],
      ]);
    });
  });

  describe("PostgreSQL", () => {
    it("starts with the shipped script and configuration, and reads its passwords from files", () => {
      expect(containerOf(all, "postgres").command).to.deep.equal(["sh", "/etc/postgresql/start.sh"]);
      expect(find(all, "ConfigMap", "postgres-config").inputs.data).to.have.all.keys(
        "postgresql.conf",
        "pg_hba.conf",
        "start.sh",
      );
      expect(mountAt(all, "postgres", "/run/secrets/postgres").secret.secretName).to.equal("postgres-secrets");
      expect(JSON.stringify(containerOf(all, "postgres").env)).not.to.match(/password/i);
    });

    it("keeps its cluster in a directory below the claim's root", () => {
      expect(variable(all, "postgres", "PGDATA").value).to.equal("/var/lib/postgresql/data/pgdata");
    });

    it("sizes its buffers by its memory limit", async () => {
      expect(containerOf(all, "postgres").args).to.include("shared_buffers=512MB");
      const small = await recordStack("local");
      expect(containerOf(small, "postgres").args).to.include("shared_buffers=128MB");
    });

    it("is asked to end at once, whatever signal its image names, and does not wait for its clients to leave", () => {
      expect(containerOf(all, "postgres").lifecycle.preStop.exec.command).to.deep.equal(["sh", "-c", "kill -INT 1"]);
    });

    it("is probed over TCP, as its clients connect", () => {
      for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
        expect(containerOf(all, "postgres")[probe].exec.command).to.include("--host=127.0.0.1");
      }
    });
  });
});
