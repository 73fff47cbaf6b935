import type { Alert, DashboardUid, Subject } from "../alert";
import { type AlertArgs, type MonitoredApplication, ofTier, requestsOf } from "./args";
import { down } from "./liveness";
import { bucketMissing, failureRatio, slowRatio } from "./requests";
import { added, runbook, type RunbookSection } from "./runbook";

/** Seconds that the runbook allows the 95th percentile of the response times. */
export const slowSeconds = 2;

/** The runbook's three alerts about services, and what would keep them from being seen. */
export function services(args: AlertArgs): Subject {
  const requested = ofTier(args, "service");
  return {
    name: "services",
    recordings: [],
    alerts: [
      ...args.applications.map((application) => serviceDown(application, args)),
      ...requested.flatMap(requestAlerts),
    ],
  };
}

/** The dashboard on which an application is seen. */
export function dashboardOf(name: string): DashboardUid {
  const own: readonly string[] = ["episodic-memory", "reputation-service", "redis", "postgres", "weaviate"];
  return own.includes(name) ? (name as DashboardUid) : "system-overview";
}

/** What the runbook says of a store, beside what it says of every incident. */
const stores: Readonly<Record<string, RunbookSection>> = {
  redis: runbook.redis,
  weaviate: runbook.weaviate,
  postgres: added.postgres,
};

function serviceDown(application: MonitoredApplication, args: AlertArgs): Alert {
  const { name, tier, scraped, probed } = application;
  return {
    name: "ServiceDown",
    // Without a part of the monitoring users are still served; the watchdog covers the loss of all of it.
    severity: tier === "monitoring" ? "P1" : "P0",
    service: name,
    for: "1m",
    expr: down(application, args),
    when: "no scrape or no probe succeeds, or they are gone",
    summary: `${name} is down`,
    description:
      `Not one instance of ${name} answers Prometheus, its probe or its exporter, or there is none any more. ` +
      "Start the incident, look for pods that do not start, and see what was deployed last.",
    runbook: {
      anchor: runbook.serviceDown.anchor,
      commands: [...runbook.serviceDown.commands, ...(name in stores ? stores[name].commands : [])],
    },
    dashboard: dashboardOf(name),
    needs: [
      {
        met: scraped || (probed && args.parts.blackbox),
        reason: `${name} is neither scraped nor probed`,
      },
    ],
  };
}

function requestAlerts(service: MonitoredApplication): Alert[] {
  const { name, scraped } = service;
  const shared = { service: name, dashboard: dashboardOf(name), needs: [requestsOf(service)] };
  return [
    {
      ...shared,
      name: "InstanceDown",
      severity: "P1",
      for: "1m",
      expr: `up{job="${name}"} == 0 and on() count(up{job="${name}"} == 1) > 0`,
      when: "an instance is not scraped while others are",
      summary: `{{ $labels.instance }} of ${name} is down`,
      description:
        "One instance does not answer while others do: users are served with less capacity. Look at its pod, and " +
        "delete it if it hangs.",
      runbook: runbook.doesNotStart,
      needs: [{ met: scraped, reason: `${name} is not scraped` }],
    },
    {
      ...shared,
      name: "HighErrorRate",
      severity: "P1",
      for: "2m",
      expr: `${failureRatio(service, "5m")} > 0.05`,
      when: "more than 5 % of requests fail",
      summary: `${name} fails {{ $value | humanizePercentage }} of its requests`,
      description:
        "More than one request in twenty ends with a server error. Read the logs, then check the stores that the " +
        "service calls.",
      runbook: runbook.degraded,
    },
    {
      ...shared,
      name: "HighResponseTime",
      severity: "P1",
      for: "2m",
      expr: `${slowRatio(service, "5m", slowSeconds)} > 0.05`,
      when: "p95 above 2 s: more than 5 % of requests are slower",
      summary: `{{ $value | humanizePercentage }} of the requests to ${name} take longer than ${slowSeconds} s`,
      description:
        `The 95th percentile of the response times is above ${slowSeconds} s. Look at CPU, throttling and the stores' ` +
        "latencies, and at slow traces in Jaeger.",
      runbook: runbook.degraded,
    },
    {
      ...shared,
      name: "ResponseTimeUnmeasurable",
      severity: "investigation",
      for: "15m",
      expr: bucketMissing(service, slowSeconds),
      when: "the histogram of durations has no bucket that ends at 2 s",
      summary: `HighResponseTime can never fire for ${name}`,
      description:
        `The service measures durations, but no bucket of its histogram ends at ${slowSeconds} s (the instrumentator's ` +
        `default ends at 1 s). Give it buckets that include ${slowSeconds}.`,
      runbook: runbook.degraded,
    },
  ];
}
