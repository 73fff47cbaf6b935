import type { AlertArgs, MonitoredApplication } from "./args";

/** A series that is 1 as long as an application lives. */
interface Sign {
  readonly series: string;
  /** Job that sees it: while that is away itself, a sign that is missing says nothing. None if Prometheus sees it. */
  readonly witness?: string;
}

/**
 * PromQL that has a result while an application is down, by any of its signs: no scrape of it succeeds, no probe of it
 * succeeds, its exporter does not reach it, or one of these series is gone.
 *
 * The result has no labels, whichever sign it is, so that the alert stays the same one, and its time runs on, when a
 * target first fails and then vanishes.
 */
export function down(application: MonitoredApplication, args: AlertArgs): string {
  return signsOf(application, args).map(gone).join("\nor\n");
}

function signsOf({ name, scraped, probed }: MonitoredApplication, { parts }: AlertArgs): Sign[] {
  return [
    ...(scraped ? [{ series: `up{job="${name}"}` }] : []),
    ...(probed && parts.blackbox
      ? [{ series: `probe_success{job="blackbox",service="${name}"}`, witness: "blackbox-exporter" }]
      : []),
    ...(name === "redis" && parts.redisExporter
      ? [{ series: `redis_up{job="redis-exporter"}`, witness: "redis-exporter" }]
      : []),
    ...(name === "postgres" && parts.postgresExporter
      ? [{ series: `pg_up{job="postgres-exporter"}`, witness: "postgres-exporter" }]
      : []),
  ];
}

/** No series of the sign is 1, be it because all are 0 or because there is none. */
function gone({ series, witness }: Sign): string {
  const none = `(count(${series} == 1) or vector(0)) == 0`;
  return witness === undefined ? `(${none})` : `(${none} and ${answers(witness)})`;
}

/** PromQL that has a result while a job answers scrapes. It has no labels. */
export function answers(job: string): string {
  return `count(up{job="${job}"} == 1) > 0`;
}
