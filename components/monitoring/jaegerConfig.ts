import { monitoringPorts } from "./ports";

/** What differs from one stack to the next in the configuration of Jaeger. */
export interface JaegerConfigArgs {
  /** Hours for which a trace is kept. */
  readonly retentionHours: number;
}

/** Folder of the traces in the container. */
export const dataFolder = "/var/lib/jaeger";

/** Path that answers 200 while Jaeger's pipelines work. */
export const healthPath = "/status";

const everywhere = (port: keyof typeof monitoringPorts.jaeger) => `0.0.0.0:${monitoringPorts.jaeger[port]}`;

const store = "traces";

/**
 * Edges of the histograms of durations, as the services' own metrics should have them too. A p95 above 2 s is seen by
 * the one at 2 s.
 */
const buckets = ["5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2s", "3s", "5s", "10s", "30s", "60s"];

/** The configuration of Jaeger v2: an OpenTelemetry Collector that also stores traces and shows them. */
export function jaegerConfig({ retentionHours }: JaegerConfigArgs): object {
  return {
    service: {
      extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter", "batch"],
          exporters: ["jaeger_storage_exporter", "spanmetrics"],
        },
        "metrics/spanmetrics": { receivers: ["spanmetrics"], exporters: ["prometheus"] },
      },
      telemetry: {
        resource: { "service.name": "jaeger" },
        metrics: {
          level: "detailed",
          readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: monitoringPorts.jaeger.metrics } } } }],
        },
        logs: { level: "info" },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: everywhere("health") } },
      jaeger_query: {
        storage: { traces: store },
        http: { endpoint: everywhere("query") },
        // Nobody asks by gRPC.
        grpc: { endpoint: "localhost:16685" },
      },
      jaeger_storage: {
        backends: {
          [store]: {
            badger: {
              ephemeral: false,
              directories: { keys: `${dataFolder}/keys`, values: `${dataFolder}/values` },
              ttl: { spans: `${retentionHours}h` },
            },
          },
        },
      },
    },
    receivers: {
      otlp: {
        protocols: { grpc: { endpoint: everywhere("otlp-grpc") }, http: { endpoint: everywhere("otlp-http") } },
      },
    },
    processors: {
      // Refuses spans, which the services then drop or send again, before the kernel kills.
      memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 },
      batch: {},
    },
    connectors: {
      spanmetrics: {
        namespace: "traces.span.metrics",
        histogram: { unit: "ms", explicit: { buckets } },
        // All replicas of a service count into one series; each its own would be overwritten by the next.
        resource_metrics_key_attributes: ["service.name"],
      },
    },
    exporters: {
      jaeger_storage_exporter: { trace_storage: store },
      prometheus: { endpoint: everywhere("spanmetrics") },
    },
  };
}
