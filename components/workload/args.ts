import type { Port } from "../topology";

/** A variable of a container's environment: a value, or a key of a Secret. */
export interface EnvironmentVariable {
  readonly name: string;
  /** The value. Absent when the variable comes from a Secret. */
  readonly value?: string;
  /** Name of the Secret that holds the value. */
  readonly secretName?: string;
  /** Key of the Secret. */
  readonly secretKey?: string;
}

/**
 * A volume and where it is mounted: exactly one of `claim`, `configMap`, `secret` and `emptyDirSize` is set.
 * The root file system is read-only, so whatever a container writes needs one.
 */
export interface Mount {
  /** Name of the volume, a DNS label. */
  readonly name: string;
  readonly path: string;
  /** Name of a PersistentVolumeClaim. */
  readonly claim?: string;
  /** Name of a ConfigMap; mounted read-only, files executable. */
  readonly configMap?: string;
  /** Name of a Secret; mounted read-only, files readable by the container's group only. */
  readonly secret?: string;
  /** Start without the Secret where it does not exist yet; its files appear when it does. Defaults to false. */
  readonly optional?: boolean;
  /** Size limit of a scratch directory that lives as long as the pod, such as "64Mi". */
  readonly emptyDirSize?: string;
  /** Keep the scratch directory in memory; it counts towards the memory limit. Defaults to false. */
  readonly inMemory?: boolean;
}

/** A check of a container's state: exactly one of `httpPath` and `command` is set. */
export interface Probe {
  readonly httpPath?: string;
  /** Command and arguments; it passes with exit code 0. */
  readonly command?: readonly string[];
  /** Name of the port for `httpPath`. */
  readonly port?: string;
  /** Seconds between checks. */
  readonly periodSeconds: number;
  /** Seconds after which a check has failed. */
  readonly timeoutSeconds: number;
  /** Failures in a row that count as a failure. */
  readonly failureThreshold: number;
}

/** What a container asks for and may use, as Kubernetes quantities. */
export interface Resources {
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
}

/** How many replicas run. With a utilization, a HorizontalPodAutoscaler decides between minimum and maximum. */
export interface Replicas {
  /** Replicas at rest. */
  readonly minimum: number;
  /** Replicas at most; equal to the minimum where nothing scales the workload. */
  readonly maximum: number;
  /** Average CPU use in percent of the request above which an autoscaled workload grows. */
  readonly cpuUtilization?: number;
  /** Average memory use in percent of the request above which an autoscaled workload grows. */
  readonly memoryUtilization?: number;
}

/**
 * A pod: everything that differs from one to the next. Whatever is not here, hardening above all, is the same for all
 * of them. Plain data, known at preview, so that policies can check what comes of it.
 */
export interface PodArgs {
  readonly namespace: string;
  /** Name of the application: of its objects, of its only container, and the value of the label `app`. */
  readonly application: string;
  /** Reference with digest. */
  readonly image: string;
  /** Name of an image pull Secret. Defaults to none. */
  readonly pullSecret?: string;
  /** Numeric user that the container runs as; not 0. */
  readonly uid: number;
  /** Numeric group of the container and of its volumes. */
  readonly gid: number;
  /** Replaces the image's entry point. Defaults to the image's. */
  readonly command?: readonly string[];
  /** Replaces the image's arguments. Defaults to the image's. */
  readonly args?: readonly string[];
  /**
   * Mount the token of the pod's ServiceAccount. The ServiceAccount must be declared as a client of the API (parameter
   * `apiClients` of the rules). Defaults to false.
   */
  readonly apiClient?: boolean;
  readonly environment: readonly EnvironmentVariable[];
  readonly mounts: readonly Mount[];
  readonly resources: Resources;
  /** Seconds between the request to end and the kill. */
  readonly terminationGraceSeconds: number;
}

/** A workload: pods that run for ever. */
export interface WorkloadArgs extends PodArgs {
  readonly ports: readonly Port[];
  readonly replicas: Replicas;
  /** One replica that owns its data: a StatefulSet. Defaults to a Deployment. */
  readonly stateful?: boolean;
  /**
   * Refuse to delete the StatefulSet. It is not retained like its claim: without its Secret and account it would only
   * be in the way of the next deployment. Defaults to false.
   */
  readonly protect?: boolean;
  readonly startup: Probe;
  readonly readiness: Probe;
  readonly liveness: Probe;
  /**
   * Seconds that a pod goes on serving after it has been taken out of its Service, until every node knows.
   * Defaults to 0, for clients that reconnect by themselves.
   */
  readonly drainSeconds?: number;
  /** Command that asks the container to end, where the signal of its image would not do. Defaults to the signal alone. */
  readonly stopCommand?: readonly string[];
  /** Zones over which two replicas or more must spread; 1 demands nothing. */
  readonly zones: number;
  /** What the pods were configured from, by kind (`config`, `secrets`): a change of a value rolls them. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** A Job that starts by the clock: one pod that ends, never two of them at a time. */
export interface ScheduledJobArgs extends PodArgs {
  /** When it starts, as five fields of cron in UTC. */
  readonly schedule: string;
  /** Seconds after which a run that has not ended is stopped and has failed. */
  readonly deadlineSeconds: number;
  /** How often a failed pod is tried again. */
  readonly retries: number;
  /** Exit codes that no further try would change: the run fails at once. Defaults to none. */
  readonly finalExitCodes?: readonly number[];
  /** Annotations of the CronJob. Defaults to none. */
  readonly annotations?: Readonly<Record<string, string>>;
}
