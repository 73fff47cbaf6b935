import type { Alert, Recording, Severity, Subject } from "../alert";
import { type AlertArgs, type MonitoredApplication, ofTier, requestsOf } from "./args";
import { failureRatio, slowRatio } from "./requests";
import { runbook } from "./runbook";

/**
 * Burn rates of Google's SRE Workbook, "Alerting on SLOs", for a budget of 30 days: at `factor` times the allowed pace
 * over the long window, the share that its name says is spent. The short window ends the alert soon after the cause.
 */
const burns: readonly { name: string; factor: number; long: string; short: string; for: string; severity: Severity }[] =
  [
    { name: "Fast", factor: 14.4, long: "1h", short: "5m", for: "2m", severity: "P1" },
    { name: "Medium", factor: 6, long: "6h", short: "30m", for: "15m", severity: "P1" },
    { name: "Slow", factor: 3, long: "1d", short: "2h", for: "1h", severity: "investigation" },
    { name: "Lasting", factor: 1, long: "3d", short: "6h", for: "3h", severity: "investigation" },
  ];

const windows = [...new Set(burns.flatMap(({ short, long }) => [short, long]))];

interface Objective {
  readonly slo: "availability" | "latency";
  /** Share of requests that may be bad. */
  readonly budget: number;
  /** What a bad request is. */
  readonly bad: string;
  readonly ratio: (service: MonitoredApplication, window: string) => string;
}

/** Series of the share of bad requests of a service over a window. */
export function badRatio(window: string): string {
  return `service:slo_bad_requests:ratio_rate${window}`;
}

/** Service level objectives: how fast each service spends the errors and the slowness that it is allowed. */
export function slo(args: AlertArgs): Subject {
  const { availability, latency, latencySeconds } = args.objectives;
  const objectives: Objective[] = [
    { slo: "availability", budget: decimal(1 - availability), bad: "fail", ratio: failureRatio },
    {
      slo: "latency",
      budget: decimal(1 - latency),
      bad: `take longer than ${latencySeconds} s`,
      ratio: (service, window) => slowRatio(service, window, latencySeconds),
    },
  ];
  const pairs = ofTier(args, "service").flatMap((service) => objectives.map((objective) => ({ service, objective })));
  return {
    name: "slo",
    recordings: pairs.flatMap(({ service, objective }) => recordings(service, objective)),
    alerts: pairs.flatMap(({ service, objective }) => alerts(service, objective)),
  };
}

/** A number in decimal, without the tail of binary fractions that 1 - 0.999 has. */
function decimal(value: number): number {
  return Number(value.toPrecision(4));
}

function recordings(service: MonitoredApplication, { slo: name, ratio }: Objective): Recording[] {
  return windows.map((window) => ({
    record: badRatio(window),
    expr: ratio(service, window),
    labels: { service: service.name, slo: name },
    needs: [requestsOf(service)],
  }));
}

function alerts(service: MonitoredApplication, { slo: objective, budget, bad }: Objective): Alert[] {
  const subject = objective === "availability" ? "Availability" : "Latency";
  const series = (window: string) => `${badRatio(window)}{service="${service.name}",slo="${objective}"}`;
  return burns.map(({ name, factor, long, short, for: duration, severity }) => {
    const limit = decimal(factor * budget);
    return {
      name: `${subject}BudgetBurns${name}`,
      severity,
      service: service.name,
      for: duration,
      expr: `${series(long)} > ${limit} and ${series(short)} > ${limit}`,
      when: `over ${long} and ${short}, requests ${bad} at more than ${factor} times the allowed pace`,
      summary: `{{ $value | humanizePercentage }} of the requests to ${service.name} ${bad}, over ${long}`,
      description:
        `The objective allows ${decimal(budget * 100)} % of the requests over 30 days; at this pace that is spent in ` +
        `${decimal(30 / factor)} days. ` +
        "Treat the cause, and hold back risky changes until the budget recovers.",
      runbook: runbook.degraded,
      dashboard: "slo",
      needs: [requestsOf(service)],
    };
  });
}
