import { NoUnit, PercentUnit } from "@grafana/grafana-foundation-sdk/units";
import type { MonitoredApplication } from "../alerts/args";
import { failureRatio, slowRatio } from "../alerts/requests";
import { badRatio } from "../alerts/slo";
import type { DashboardContent } from "./dashboard";
import type { Section } from "./panel";
import { type DashboardScope, servicesOf } from "./scope";

/** A promise: which share of a service's requests must be good. */
interface Objective {
  readonly title: string;
  /** Its name in the recorded series. */
  readonly name: string;
  /** What a bad request does. */
  readonly bad: string;
  /** Share of good requests. */
  readonly share: number;
  /** PromQL: the share of a service's bad requests over the whole period. */
  readonly badShare: (service: MonitoredApplication) => string;
}

/** Whole weeks, so that each weekday counts the same. */
const period = "28d";

/** Windows in which a budget can be seen to burn, and from which rate on it does (SRE Workbook, chapter 5). */
const burnRates = [
  { window: "1h", limit: 14.4 },
  { window: "6h", limit: 6 },
];

/** What the services promise, and how much of what they may miss is left. */
export function sloDashboard(scope: DashboardScope): DashboardContent {
  const { availability, latency, latencySeconds } = scope.objectives;
  const objectives: Objective[] = [
    {
      title: "Availability",
      name: "availability",
      bad: "fails by the service's own fault",
      share: availability,
      badShare: (service) => failureRatio(service, period),
    },
    {
      title: "Latency",
      name: "latency",
      bad: `takes more than ${latencySeconds} s`,
      share: latency,
      badShare: (service) => slowRatio(service, period, latencySeconds),
    },
  ];
  return {
    uid: "slo",
    title: "SLOs",
    description:
      `Availability and latency of the services over ${period}, or as much of it as Prometheus keeps, ` +
      "and what is left of the error budget.",
    since: "7d",
    refresh: "5m",
    sections: objectives.map((objective) => section(objective, servicesOf(scope))),
  };
}

function section({ title, name, bad, share, badShare }: Objective, services: readonly MonitoredApplication[]): Section {
  const percent = `${rounded(share * 100)} %`;
  const budget = rounded(1 - share);
  const each = (expression: (service: MonitoredApplication) => string) =>
    services.map((service) => ({ expression: expression(service), legend: service.name }));
  return {
    title: `${title}: ${percent}`,
    panels: [
      {
        title,
        description: `Share of the requests over ${period} that are good; a bad one ${bad}. The objective is ${percent}.`,
        unit: PercentUnit,
        numbers: true,
        limit: { value: share, below: true },
        queries: each((service) => `1 - (${badShare(service)})`),
      },
      {
        title: "Error budget left",
        description:
          "Share of the bad requests allowed that is left. Below 0 the objective is missed: stop risky changes.",
        unit: PercentUnit,
        numbers: true,
        limit: { value: 0, below: true },
        queries: each((service) => `1 - (${badShare(service)}) / ${budget}`),
      },
      ...burnRates.map(({ window, limit }) => ({
        title: `Burn rate over ${window}`,
        description:
          "How many times faster than allowed the budget is used. At 14.4 for an hour 2 % of a month's budget is " +
          "gone, at 6 for six hours 5 %.",
        unit: NoUnit,
        limit: { value: limit },
        queries: [{ expression: `${badRatio(window)}{slo="${name}"} / ${budget}`, legend: "{{service}}" }],
      })),
    ],
  };
}

/** Without what binary fractions add: 0.001, not 0.0010000000000000009. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
