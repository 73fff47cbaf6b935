import { expect } from "chai";
import { find, recordStack, type Registration } from "./recording";

/** The environment of an application's container: values, and `secret:NAME/KEY` for what comes from Secrets. */
function environmentOf(all: readonly Registration[], application: string): Record<string, string> {
  const [{ env }] = find(all, "Deployment", application).inputs.spec.template.spec.containers;
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }: any) => [
      name,
      valueFrom ? `secret:${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}` : value,
    ]),
  );
}

const containerOf = (all: readonly Registration[], application: string) =>
  find(all, "Deployment", application).inputs.spec.template.spec.containers[0];

describe("the two services", () => {
  let all: Registration[];
  before(async () => {
    all = await recordStack("prod");
  });

  it("episodic-memory gets the environment that the application reads, no more", () => {
    expect(environmentOf(all, "episodic-memory")).to.deep.equal({
      ENVIRONMENT: "production",
      SERVICE_VERSION: "2.3.4",
      LOG_LEVEL: "INFO",
      WORKER_COUNT: "1",
      STORAGE_BACKEND: "redis",
      REDIS_URL: "secret:episodic-memory-secrets/redis-url",
      VECTOR_STORE_TYPE: "weaviate",
      WEAVIATE_URL: "http://weaviate:8080",
      WEAVIATE_API_KEY: "secret:episodic-memory-secrets/weaviate-api-key",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://jaeger:4317",
      OTEL_SERVICE_NAME: "episodic-memory",
      ENABLE_TRACING: "true",
      ENABLE_METRICS: "true",
    });
  });

  it("reputation-service gets the environment that the application reads, no more", () => {
    expect(environmentOf(all, "reputation-service")).to.deep.equal({
      ENVIRONMENT: "production",
      SERVICE_VERSION: "2.3.4",
      LOG_LEVEL: "INFO",
      WORKER_COUNT: "1",
      DATABASE_URL: "secret:application-secrets/database-url",
      SECRET_KEY: "secret:reputation-service-secrets/secret-key",
      REPUTATION_API_KEYS: "secret:application-secrets/api-keys",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://jaeger:4317",
      OTEL_SERVICE_NAME: "reputation-service",
      ENABLE_TRACING: "true",
      ENABLE_METRICS: "true",
    });
  });

  it("start as the application starts them", () => {
    expect(containerOf(all, "episodic-memory").command.join(" ")).to.equal(
      "uvicorn services.episodic_memory.app:app --host 0.0.0.0 --port 8081 --workers 1",
    );
    expect(containerOf(all, "reputation-service").command.join(" ")).to.equal(
      "uvicorn services.reputation.app:app --host 0.0.0.0 --port 8090 --workers 1",
    );
  });

  it("are probed on /health and /ready, seldom enough for the service's own limit of 30 requests a minute", () => {
    for (const application of ["episodic-memory", "reputation-service"]) {
      const { startupProbe, livenessProbe, readinessProbe } = containerOf(all, application);
      expect(startupProbe.httpGet).to.deep.equal({ path: "/health", port: "http" });
      expect(livenessProbe.httpGet).to.deep.equal({ path: "/health", port: "http" });
      expect(readinessProbe.httpGet).to.deep.equal({ path: "/ready", port: "http" });
      const rate = (probe: { periodSeconds: number }) => 60 / probe.periodSeconds;
      expect(rate(startupProbe)).to.be.at.most(15);
      expect(rate(livenessProbe) + rate(readinessProbe)).to.be.at.most(15);
    }
  });

  it("can write to /tmp and nowhere else", () => {
    for (const application of ["episodic-memory", "reputation-service"]) {
      expect(containerOf(all, application).volumeMounts).to.deep.equal([{ name: "tmp", mountPath: "/tmp" }]);
    }
  });
});
