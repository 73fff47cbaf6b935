import type { AlertCase, Series } from "../alertCase";

const pod = 'namespace="engine",pod="p",container="c"';
const labels = { namespace: "engine", pod: "p", container: "c" };
const waiting = (reason: string, value: string): Series => ({
  [`kube_pod_container_status_waiting_reason{${pod},uid="u",reason="${reason}"}`]: value,
});

/** Series of one object, by the end of their names. */
function of(kind: string, name: string, values: Readonly<Record<string, string>>): Series {
  return Object.fromEntries(
    Object.entries(values).map(([metric, value]) => [
      `kube_${kind}_${metric}{namespace="engine",${kind}="${name}"}`,
      value,
    ]),
  );
}

/** An alert that compares what an object should have with what it has. */
function compared(alert: string, kind: string, [wanted, had]: [wanted: string, had: string]): AlertCase {
  const object = (had2: string) => of(kind, "x", { [wanted]: "2", [had]: had2 });
  return {
    alert,
    fires: { "one of two": { series: object("1"), labels: { namespace: "engine", [kind]: "x" } } },
    quiet: { below: object("2"), missing: of(kind, "x", { [wanted]: "2" }) },
  };
}

const autoscaler = (current: string, minimum: string): Series =>
  of("horizontalpodautoscaler", "h", {
    status_current_replicas: current,
    spec_max_replicas: "10",
    spec_min_replicas: minimum,
  });
const quota = (used: string, hard: string): Series => ({
  'kube_resourcequota{namespace="engine",resourcequota="q",resource="limits.cpu",type="used"}': used,
  'kube_resourcequota{namespace="engine",resourcequota="q",resource="limits.cpu",type="hard"}': hard,
});

export const kubernetesCases: readonly AlertCase[] = [
  {
    alert: "PodCrashLooping",
    fires: {
      "waiting all the time": { series: waiting("CrashLoopBackOff", "1"), labels },
      "running for a moment now and then": { series: waiting("CrashLoopBackOff", "1x3 stale _x8 1"), labels },
    },
    quiet: {
      below: waiting("ContainerCreating", "1"),
      missing: {},
      "a single crash": waiting("CrashLoopBackOff", "1 stale"),
    },
  },
  {
    alert: "ContainerNotStarting",
    fires: {
      "no image": { series: waiting("ImagePullBackOff", "1"), labels },
      "no Secret": { series: waiting("CreateContainerConfigError", "1"), labels },
    },
    quiet: { below: waiting("ContainerCreating", "1"), missing: {} },
  },
  {
    alert: "PodRestarts",
    step: "1m",
    fires: {
      "4 times": {
        series: { [`kube_pod_container_status_restarts_total{${pod}}`]: "0x19 4" },
        from: "20m",
        labels,
      },
    },
    quiet: { below: { [`kube_pod_container_status_restarts_total{${pod}}`]: "0x19 3" }, missing: {} },
  },
  {
    alert: "PodNotScheduled",
    fires: {
      pending: {
        series: { 'kube_pod_status_phase{namespace="engine",pod="p",phase="Pending"}': "1" },
        labels: { namespace: "engine", pod: "p" },
      },
    },
    quiet: {
      below: {
        'kube_pod_status_phase{namespace="engine",pod="p",phase="Pending"}': "0",
        'kube_pod_status_phase{namespace="engine",pod="p",phase="Running"}': "1",
      },
      missing: {},
    },
  },
  compared("DeploymentReplicasMissing", "deployment", ["spec_replicas", "status_replicas_available"]),
  compared("StatefulSetReplicasMissing", "statefulset", ["replicas", "status_replicas_ready"]),
  compared("DisruptionBudgetBroken", "poddisruptionbudget", ["status_desired_healthy", "status_current_healthy"]),
  {
    alert: "AutoscalerAtMaximum",
    fires: {
      "10 of 10": {
        series: autoscaler("10", "2"),
        labels: { namespace: "engine", horizontalpodautoscaler: "h" },
      },
    },
    quiet: {
      below: autoscaler("9", "2"),
      missing: of("horizontalpodautoscaler", "h", { status_current_replicas: "10" }),
      "one that may not scale": autoscaler("10", "10"),
    },
  },
  {
    alert: "QuotaNearlyFull",
    fires: {
      "91 %": {
        series: quota("91", "100"),
        labels: { namespace: "engine", resourcequota: "q", resource: "limits.cpu" },
      },
    },
    quiet: {
      below: quota("90", "100"),
      missing: { [Object.keys(quota("", ""))[0]]: "91" },
      "nothing is allowed": quota("1", "0"),
    },
  },
];
