import { applicationUser, versionOf } from "../images";
import { type ApplicationName, portsOf } from "../topology";
import type { EnvironmentVariable, Probe, Replicas, Resources, WorkloadArgs } from "../workload/args";

/** What differs from one stack to the next in a service of the application. */
export interface ApplicationServiceArgs {
  readonly namespace: string;
  /** Reference with digest of the application's image. */
  readonly image: string;
  /** Name of an image pull Secret; empty for none. */
  readonly pullSecret: string;
  /** Environment that the service reports. */
  readonly environment: string;
  readonly logLevel: string;
  /** Worker processes in each container. */
  readonly workers: number;
  /** Whether the service sends traces to Jaeger. */
  readonly tracing: boolean;
  /** Whether the service serves Prometheus metrics. */
  readonly metrics: boolean;
  readonly resources: Resources;
  readonly replicas: Replicas;
  /** Zones over which the replicas must spread; 1 demands nothing. */
  readonly zones: number;
  /** Generations of the credentials that the service holds; a new one rolls its pods. */
  readonly generations: readonly number[];
}

/** Where the services send traces: OTLP over gRPC, at the Service of Jaeger. */
const tracesEndpoint = "http://jaeger:4317";

/** A GET of a path of the service. Nothing relies on programs inside the image: it has neither curl nor wget. */
function get(httpPath: string, periodSeconds: number, failureThreshold: number): Probe {
  return { httpPath, port: "http", periodSeconds, timeoutSeconds: 5, failureThreshold };
}

/**
 * The pod of a service of the application: uvicorn on the application's image.
 *
 * Probe rates stay below the 30 requests a minute that reputation-service allows one address: 12 while it starts,
 * then 9.
 *
 * @param module Python module and object, such as "services.reputation.app:app".
 * @param specific Variables that only this service has.
 */
export function applicationService(
  args: ApplicationServiceArgs,
  application: ApplicationName,
  module: string,
  specific: readonly EnvironmentVariable[],
): WorkloadArgs {
  const ports = portsOf(application);
  const general = {
    ENVIRONMENT: args.environment,
    SERVICE_VERSION: versionOf(args.image),
    LOG_LEVEL: args.logLevel,
    WORKER_COUNT: String(args.workers),
    OTEL_EXPORTER_OTLP_ENDPOINT: tracesEndpoint,
    OTEL_SERVICE_NAME: application,
    ENABLE_TRACING: String(args.tracing),
    ENABLE_METRICS: String(args.metrics),
  };
  return {
    namespace: args.namespace,
    application,
    image: args.image,
    pullSecret: args.pullSecret,
    ...applicationUser,
    command: [
      "uvicorn",
      module,
      "--host",
      "0.0.0.0",
      "--port",
      String(ports[0].port),
      "--workers",
      String(args.workers),
    ],
    ports,
    environment: [...Object.entries(general).map(([name, value]) => ({ name, value })), ...specific],
    mounts: [{ name: "tmp", path: "/tmp", emptyDirSize: "256Mi" }],
    resources: args.resources,
    replicas: args.replicas,
    startup: get("/health", 5, 36),
    readiness: get("/ready", 10, 3),
    liveness: get("/health", 20, 3),
    terminationGraceSeconds: 30,
    drainSeconds: 5,
    zones: args.zones,
    configuration: { secrets: args.generations.join(" ") },
  };
}
