import { Secret } from "@pulumi/kubernetes/core/v1";
import { ComponentResource, type ComponentResourceOptions, Output, all } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { portOf } from "../topology";

/** Generations of the generated values; raising one generates a new value. */
export interface Generations {
  readonly redis: number;
  readonly weaviate: number;
  readonly postgres: number;
  readonly apiKeys: number;
  readonly signingKey: number;
  readonly grafana: number;
}

/** What credentials are made for. */
export interface CredentialsArgs {
  readonly namespace: string;
  readonly generations: Generations;
}

/** Names and keys of the Secrets, one a consumer, each with what that consumer needs and nothing else. */
export const secrets = {
  /** For reputation-service; name and keys are the runbook's. */
  application: { name: "application-secrets", databaseUrl: "database-url", apiKeys: "api-keys" },
  /** For reputation-service; apart, because the runbook replaces `application-secrets` as a whole. */
  reputationService: { name: "reputation-service-secrets", signingKey: "secret-key" },
  episodicMemory: { name: "episodic-memory-secrets", redisUrl: "redis-url", weaviateApiKey: "weaviate-api-key" },
  redis: { name: "redis-secrets", password: "password" },
  weaviate: { name: "weaviate-secrets", apiKey: "api-key" },
  postgres: {
    name: "postgres-secrets",
    superuser: "superuser-password",
    application: "application-password",
    monitoring: "monitoring-password",
  },
  postgresExporter: { name: "postgres-exporter-secrets", password: "password" },
  grafana: {
    /** Name that the published application looks for. */
    name: "grafana-secrets",
    adminPassword: "admin-password",
    /** Signs what Grafana hands out; without one of its own, the one that every Grafana has. */
    signingKey: "secret-key",
  },
} as const;

/** Database, and role that owns it, of reputation-service. */
export const database = { name: "reputation", role: "reputation" } as const;

/** The role of PostgreSQL's exporter: a member of `pg_monitor`, which reads statistics and no table. */
export const monitoringRole = "monitoring";

/** Roles of reputation-service's API that get a token each. */
export const apiRoles = ["admin", "evaluator", "planner"] as const;

/** Letters and digits of every generated value: 238 bits, and nothing that a URL or a shell would change. */
const passwordLength = 40;

/** Generated passwords, keys and tokens, and the Secrets that hand them to their consumers. */
export class Credentials extends ComponentResource {
  private readonly namespace: string;

  constructor(
    private readonly name: string,
    args: CredentialsArgs,
    opts?: ComponentResourceOptions,
  ) {
    super("orchestrix:foundation:Credentials", name, {}, opts);
    this.namespace = args.namespace;
    const { generations } = args;
    const redis = this.generated("redis-password", generations.redis);
    const weaviate = this.generated("weaviate-api-key", generations.weaviate);
    const superuser = this.generated("postgres-superuser-password", generations.postgres);
    const application = this.generated("postgres-application-password", generations.postgres);
    const monitoring = this.generated("postgres-monitoring-password", generations.postgres);
    const signingKey = this.generated("reputation-service-signing-key", generations.signingKey);
    const tokens = apiRoles.map((role) => this.generated(`reputation-service-${role}-token`, generations.apiKeys));
    const grafanaAdmin = this.generated("grafana-admin-password", generations.grafana);
    const grafanaSigningKey = this.generated("grafana-signing-key", generations.grafana);

    this.secret(secrets.redis.name, { [secrets.redis.password]: redis });
    this.secret(secrets.weaviate.name, { [secrets.weaviate.apiKey]: weaviate });
    this.secret(secrets.postgres.name, {
      [secrets.postgres.superuser]: superuser,
      [secrets.postgres.application]: application,
      [secrets.postgres.monitoring]: monitoring,
    });
    this.secret(secrets.postgresExporter.name, { [secrets.postgresExporter.password]: monitoring });
    this.secret(secrets.episodicMemory.name, {
      [secrets.episodicMemory.redisUrl]: redis.apply(
        (password) => `redis://:${password}@redis:${portOf("redis", "redis")}/0`,
      ),
      [secrets.episodicMemory.weaviateApiKey]: weaviate,
    });
    this.secret(secrets.application.name, {
      [secrets.application.databaseUrl]: application.apply(
        (password) =>
          `postgresql://${database.role}:${password}@postgres:${portOf("postgres", "postgres")}/${database.name}`,
      ),
      [secrets.application.apiKeys]: all(tokens).apply((values) =>
        apiRoles.map((role, index) => `${role}:${values[index]}`).join(","),
      ),
    });
    this.secret(secrets.grafana.name, {
      [secrets.grafana.adminPassword]: grafanaAdmin,
      [secrets.grafana.signingKey]: grafanaSigningKey,
    });
    this.secret(secrets.reputationService.name, { [secrets.reputationService.signingKey]: signingKey });
    this.registerOutputs({});
  }

  private generated(value: string, generation: number): Output<string> {
    return new RandomPassword(
      `${this.name}-${value}`,
      { length: passwordLength, special: false, keepers: { generation: String(generation) } },
      { parent: this },
    ).result;
  }

  /** `data`, not `stringData`: a key that leaves `stringData` would stay in the cluster. */
  private secret(name: string, values: Record<string, Output<string>>): void {
    const data = Object.entries(values).map(([key, value]) => [key, value.apply(base64)] as const);
    new Secret(
      `${this.name}-${name}`,
      { metadata: { name, namespace: this.namespace }, type: "Opaque", data: Object.fromEntries(data) },
      { parent: this },
    );
  }
}

const base64 = (value: string) => Buffer.from(value).toString("base64");
