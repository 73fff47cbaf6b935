import type { EnvironmentVariable, Mount, Probe, Resources, WorkloadArgs } from "../workload/args";
import { monitoringImages } from "./images";
import { type ServerName, serverPorts } from "./ports";

/** What differs from one stack to the next in a monitoring server. */
export interface ServerArgs {
  readonly namespace: string;
  /** Reference with digest. */
  readonly image: string;
  readonly resources: Resources;
}

/** What differs from one monitoring server to the next. */
export interface Server {
  readonly application: ServerName;
  /** Defaults to the image's. */
  readonly args?: readonly string[];
  readonly environment?: readonly EnvironmentVariable[];
  readonly mounts?: readonly Mount[];
  /** Path that answers while the process lives. */
  readonly alivePath: string;
  /** Name of the port of `alivePath`. Defaults to the first port. */
  readonly alivePort?: string;
  /** Path that answers when the server can serve. Defaults to `alivePath`. */
  readonly readyPath?: string;
  /** Name of the port of `readyPath`. Defaults to that of `alivePath`. */
  readonly readyPort?: string;
  /** Seconds after which a start has failed. Defaults to 60. */
  readonly startupSeconds?: number;
  /** Defaults to 30. */
  readonly terminationGraceSeconds?: number;
  /** What the pod was configured from, by kind: a change of a value rolls it. Defaults to nothing. */
  readonly configuration?: Readonly<Record<string, string>>;
}

const startupPeriod = 5;

/**
 * The pod of a monitoring server. There is one of each: a second would scrape, evaluate and notify everything twice,
 * and what happens while the one restarts is seen by the dead man's switch.
 */
export function serverWorkload(args: ServerArgs, server: Server): WorkloadArgs {
  const ports = serverPorts(server.application);
  const { alivePath, alivePort = ports[0].name, startupSeconds = 60 } = server;
  const { readyPath = alivePath, readyPort = alivePort } = server;
  const get = (httpPath: string, port: string, periodSeconds: number): Probe => ({
    httpPath,
    port,
    periodSeconds,
    timeoutSeconds: 5,
    failureThreshold: 3,
  });
  return {
    namespace: args.namespace,
    application: server.application,
    image: args.image,
    ...monitoringImages[server.application].user,
    ...(server.args ? { args: server.args } : {}),
    ports,
    environment: server.environment ?? [],
    mounts: server.mounts ?? [],
    resources: args.resources,
    replicas: { minimum: 1, maximum: 1 },
    startup: { ...get(readyPath, readyPort, startupPeriod), failureThreshold: startupSeconds / startupPeriod },
    readiness: get(readyPath, readyPort, 10),
    liveness: get(alivePath, alivePort, 20),
    terminationGraceSeconds: server.terminationGraceSeconds ?? 30,
    zones: 1,
    configuration: server.configuration ?? {},
  };
}
