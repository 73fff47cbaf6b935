import type { AlertCase, Firing, Series } from "../alertCase";

/** Burn of a budget: its limit is the factor times the budget. */
const burns = [
  { name: "Fast", factor: 14.4, step: "15s" },
  { name: "Medium", factor: 6, step: "15s" },
  { name: "Slow", factor: 3, step: "1m" },
  { name: "Lasting", factor: 1, step: "1m" },
];

/** Of 100000 requests in each interval, so many are bad. */
type Requests = (bad: number) => Series;

const all = 100000;

const objectives: readonly { subject: string; service: string; slo: string; budget: number; requests: Requests }[] = [
  {
    subject: "Availability",
    service: "episodic-memory",
    slo: "availability",
    budget: 0.001,
    requests: (bad) => ({
      'http_requests_total{job="episodic-memory",handler="/m",status="2xx"}': `0+${all - bad}`,
      'http_requests_total{job="episodic-memory",handler="/m",status="5xx"}': `0+${bad}`,
    }),
  },
  {
    subject: "Latency",
    service: "episodic-memory",
    slo: "latency",
    budget: 0.01,
    requests: (bad) => ({
      'http_request_duration_seconds_bucket{job="episodic-memory",handler="/m",le="2.0"}': `0+${all - bad}`,
      'http_request_duration_seconds_count{job="episodic-memory",handler="/m"}': `0+${all}`,
    }),
  },
  {
    subject: "Availability",
    service: "reputation-service",
    slo: "availability",
    budget: 0.001,
    requests: (bad) => ({
      'traces_span_metrics_calls_total{service_name="reputation-service",span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_OK"}': `0+${all - bad}`,
      'traces_span_metrics_calls_total{service_name="reputation-service",span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_ERROR"}': `0+${bad}`,
    }),
  },
  {
    subject: "Latency",
    service: "reputation-service",
    slo: "latency",
    budget: 0.01,
    requests: (bad) => ({
      'traces_span_metrics_duration_milliseconds_bucket{service_name="reputation-service",span_kind="SPAN_KIND_SERVER",le="2000.0"}': `0+${all - bad}`,
      'traces_span_metrics_duration_milliseconds_count{service_name="reputation-service",span_kind="SPAN_KIND_SERVER"}': `0+${all}`,
    }),
  },
];

/** An hour without an error, then five minutes with 10 % of them, then none: the long window hardly sees it. */
const burst: Series = {
  'http_requests_total{job="episodic-memory",handler="/m",status="2xx"}': `0+${all}`,
  'http_requests_total{job="episodic-memory",handler="/m",status="5xx"}': "0x240 0+10000x4 50000",
};

export const sloCases: readonly AlertCase[] = objectives.flatMap(({ subject, service, slo, budget, requests }) =>
  burns.map(({ name, factor, step }): AlertCase => {
    const limit = factor * budget * all;
    const fires: Firing = { series: requests(Math.round(limit * 1.01)), from: step, labels: { slo } };
    return {
      alert: `${subject}BudgetBurns${name}`,
      service,
      step,
      fires: { "just above its pace": fires },
      quiet: {
        below: requests(Math.round(limit * 0.99)),
        missing: {},
        ...(subject === "Availability" && name === "Fast" && service === "episodic-memory"
          ? { "a short burst": burst }
          : {}),
      },
    };
  }),
);
