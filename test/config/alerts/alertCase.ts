import { stringify } from "yaml";
import type { Alert } from "../../../components/monitoring/alert";

/**
 * Series by name and labels, with their values in promtool's notation. A value or a slope without a count, such as `5`
 * or `0+2`, goes on for the whole test.
 */
export type Series = Readonly<Record<string, string>>;

/** A situation in which an alert must fire. */
export interface Firing {
  readonly series: Series;
  /** When the condition begins to hold, as a Prometheus duration. Defaults to the start. */
  readonly from?: string;
  /** Labels of the alert besides its name, severity and service. Defaults to none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What an alert must do, from which promtool's tests are made. */
export interface AlertCase {
  readonly alert: string;
  readonly service?: string;
  /** Interval of scrapes and evaluations, as a Prometheus duration. Defaults to 15s. */
  readonly step?: string;
  /** By what they are: it fires when its duration has passed, and not one evaluation before. */
  readonly fires: Readonly<Record<string, Firing>>;
  /** By what they are: it never fires. `below` the threshold and `missing` series are a must. */
  readonly quiet: Readonly<Record<string, Series>> & { readonly below: Series; readonly missing: Series };
}

/** An alert that fires always, which can therefore not be quiet. */
export interface ConstantCase {
  readonly alert: string;
  readonly constant: true;
}

const defaultStep = "15s";
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

function seconds(duration: string): number {
  return [...duration.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * unitSeconds[unit], 0);
}

/** How long a quiet alert is watched after the time at which it would fire. */
const watchSeconds = 30 * 60;

/** The test file of promtool for an alert, whose rules are in the file `rules`. */
export function promtoolTests(alert: Alert, given: AlertCase | ConstantCase, rules: string): string {
  const step = "step" in given && given.step ? given.step : defaultStep;
  const tests = "constant" in given ? [fires(alert, step, { series: {} })] : conditionalTests(alert, given, step);
  return stringify({ rule_files: [rules], evaluation_interval: step, tests });
}

function conditionalTests(alert: Alert, given: AlertCase, step: string): object[] {
  const [first] = Object.values(given.fires);
  const besideOthers = { ...given.quiet.below, ...strangers(alert, first.series) };
  return [
    ...Object.entries(given.fires).map(([name, firing]) => ({
      name: `fires: ${name}`,
      ...fires(alert, step, { ...firing, series: { ...firing.series, ...strangers(alert, given.quiet.below) } }),
    })),
    ...Object.entries({ ...given.quiet, "below, and others above": besideOthers }).map(([name, series]) => ({
      name: `quiet: ${name}`,
      ...isQuiet(alert, step, series),
    })),
  ];
}

/**
 * The same series of others: another job, namespace or, for an alert about one, service. Those that are well must not
 * hide an alert, and those that are not must not raise it.
 */
function strangers({ service }: Alert, series: Series): Series {
  const labels = ["job", "namespace", "service_name", ...(service ? ["service"] : [])];
  const copies = labels.flatMap((label) =>
    Object.entries(series).map(([name, values]): [string, string, string] => [
      name,
      name.replace(new RegExp(`\\b${label}="[^"]*"`), `${label}="stranger"`),
      values,
    ]),
  );
  return Object.fromEntries(copies.flatMap(([name, copy, values]) => (copy === name ? [] : [[copy, values]])));
}

function fires(alert: Alert, step: string, { series, from = "0s", labels = {} }: Firing): object {
  const at = seconds(from) + seconds(alert.for);
  const before = at - seconds(step);
  const service = alert.service ?? labels[alert.serviceLabel ?? ""];
  const expected = {
    alertname: alert.name,
    alertstate: "firing",
    severity: alert.severity,
    ...(service ? { service } : {}),
    ...labels,
  };
  const shown = Object.entries(expected).map(([name, value]) => `${name}="${value}"`);
  return {
    interval: step,
    input_series: inputSeries(series, at, step),
    promql_expr_test: [
      ...(before >= 0 ? [neverFired(alert, before)] : []),
      { expr: firing(alert), eval_time: `${at}s`, exp_samples: [{ labels: `ALERTS{${shown.join(",")}}`, value: 1 }] },
    ],
  };
}

function isQuiet(alert: Alert, step: string, series: Series): object {
  const end = seconds(alert.for) + watchSeconds;
  return { interval: step, input_series: inputSeries(series, end, step), promql_expr_test: [neverFired(alert, end)] };
}

function inputSeries(series: Series, until: number, step: string): object[] {
  const steps = Math.ceil(until / seconds(step)) + 1;
  return Object.entries(series).map(([name, values]) => ({
    series: name,
    values: values.replace(/(?<=^|\s)-?[\d.]+([+-][\d.]+)?$/, (last) => `${last}x${steps}`),
  }));
}

function firing({ name, service }: Alert): string {
  return `ALERTS{alertname="${name}"${service ? `,service="${service}"` : ""},alertstate="firing"}`;
}

function neverFired(alert: Alert, at: number): object {
  return { expr: `max_over_time(${firing(alert)}[30d])`, eval_time: `${at}s`, exp_samples: [] };
}
