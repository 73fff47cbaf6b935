import type { AlertCase, Series } from "../alertCase";

const labels = { namespace: "engine", pod: "p", container: "c" };
const container = 'namespace="engine",pod="p",container="c"';
const memoryLimit = (value: string): Series => ({ [`container_spec_memory_limit_bytes{${container},id="1"}`]: value });
const specified = (resource: string, value: string): Series => ({
  [`kube_pod_container_resource_limits{${container},resource="${resource}",node="n"}`]: value,
});
/** In the kernel's words: so many microseconds of CPU in every 100 ms. */
const cpuLimit = (quota: string): Series => ({
  [`container_spec_cpu_quota{${container},id="1"}`]: quota,
  [`container_spec_cpu_period{${container},id="1"}`]: "100000",
});
const memory = (value: string): Series => ({ [`container_memory_working_set_bytes{${container},id="1"}`]: value });
const cpu = (value: string): Series => ({ [`container_cpu_usage_seconds_total{${container},id="1"}`]: value });
const throttled = (value: string): Series => ({
  [`container_cpu_cfs_throttled_periods_total{${container}}`]: value,
  [`container_cpu_cfs_periods_total{${container}}`]: "0+100",
});
const restarts = (value: string, reason: string): Series => ({
  [`kube_pod_container_status_restarts_total{${container}}`]: value,
  [`kube_pod_container_status_last_terminated_reason{${container},reason="${reason}"}`]: "1",
});

export const resourcesCases: readonly AlertCase[] = [
  {
    alert: "HighMemoryUsage",
    fires: {
      "81 %": { series: { ...memory("81"), ...memoryLimit("100") }, labels },
      "81 % of the specified limit, where that is all that is known": {
        series: { ...memory("81"), ...specified("memory", "100"), ...specified("cpu", "1000") },
        labels,
      },
      "81 % of what the kernel allows, after a resize": {
        series: { ...memory("81"), ...memoryLimit("100"), ...specified("memory", "200") },
        labels,
      },
      "old and new container": {
        series: {
          ...memory("81"),
          [`container_memory_working_set_bytes{${container},id="2"}`]: "40",
          ...memoryLimit("100"),
          [`container_spec_memory_limit_bytes{${container},id="2"}`]: "100",
        },
        labels,
      },
    },
    quiet: {
      below: { ...memory("80"), ...memoryLimit("100") },
      missing: memory("81"),
      "no limit": { ...memory("81"), ...memoryLimit("0") },
      "another namespace": {
        'container_memory_working_set_bytes{namespace="else",pod="p",container="c"}': "81",
        'container_spec_memory_limit_bytes{namespace="else",pod="p",container="c"}': "100",
      },
      "the pod's sandbox": {
        'container_memory_working_set_bytes{namespace="engine",pod="p",container="POD"}': "81",
        'container_spec_memory_limit_bytes{namespace="engine",pod="p",container="POD"}': "100",
      },
    },
  },
  {
    alert: "HighCPUUsage",
    // 12.15 s of CPU in 15 s are 81 % of one; the rate is whole when its window is.
    fires: {
      "81 %": { series: { ...cpu("0+12.15"), ...cpuLimit("100000") }, from: "5m", labels },
      "81 % of the specified limit, where that is all that is known": {
        series: { ...cpu("0+12.15"), ...specified("cpu", "1"), ...specified("memory", "1000") },
        from: "5m",
        labels,
      },
    },
    quiet: {
      below: { ...cpu("0+11.85"), ...cpuLimit("100000") },
      "half of two": { ...cpu("0+15"), ...cpuLimit("200000") },
      missing: cpu("0+12.15"),
      "no limit": { ...cpu("0+12.15"), [`container_spec_cpu_period{${container},id="1"}`]: "100000" },
    },
  },
  {
    alert: "CPUThrottlingHigh",
    fires: { "26 %": { series: throttled("0+26"), from: "15s", labels } },
    quiet: {
      below: throttled("0+24.9"),
      missing: { [`container_cpu_cfs_throttled_periods_total{${container}}`]: "0+26" },
      "the pod as a whole": {
        'container_cpu_cfs_throttled_periods_total{namespace="engine",pod="p",container=""}': "0+26",
        'container_cpu_cfs_periods_total{namespace="engine",pod="p",container=""}': "0+100",
      },
      "an idle container": { ...throttled("26"), [`container_cpu_cfs_periods_total{${container}}`]: "100" },
    },
  },
  {
    alert: "ContainerOutOfMemory",
    fires: { "killed and restarted": { series: restarts("0x19 1", "OOMKilled"), from: "5m", labels } },
    quiet: {
      below: restarts("0x19 1", "Error"),
      missing: { [`kube_pod_container_status_restarts_total{${container}}`]: "0x19 1" },
      "killed long ago": restarts("1", "OOMKilled"),
    },
  },
];
