import type { Need, Subject } from "../alert";
import type { AlertArgs } from "./args";
import { runbook } from "./runbook";

/** The runbook's name for the query time; Weaviate has none of this name but the histogram `queries_durations_ms`. */
export const queryDuration = "weaviate_query_duration_ms";

/** Weaviate, the vector store of episodic-memory. */
export function weaviate(args: AlertArgs): Subject {
  const scraped = args.applications.some((application) => application.name === "weaviate" && application.scraped);
  const needs: Need[] = [{ met: scraped, reason: "Weaviate is not scraped" }];
  const shared = { service: "weaviate", runbook: runbook.weaviate, dashboard: "weaviate", needs } as const;
  return {
    name: "weaviate",
    recordings: [
      {
        record: queryDuration,
        expr:
          "histogram_quantile(0.95, " +
          `sum by (query_type, le) (rate(queries_durations_ms_bucket{job="weaviate"}[5m])))`,
        labels: { quantile: "0.95" },
        needs,
      },
    ],
    alerts: [
      {
        ...shared,
        name: "WeaviateQueriesSlow",
        severity: "investigation",
        for: "5m",
        expr: `${queryDuration}{quantile="0.95"} > 1000`,
        when: "p95 of a kind of query above 1 s",
        summary: "Queries of kind {{ $labels.query_type }} take {{ $value | humanize }} ms",
        description:
          "Retrieval of experiences is slow, and soon the service is. Look at Weaviate's CPU and memory, and at what " +
          "is imported.",
      },
      {
        ...shared,
        name: "WeaviateReadOnly",
        severity: "P1",
        for: "1m",
        expr: `sum(weaviate_index_shards_total{job="weaviate",status="READONLY"}) > 0`,
        when: "a shard is read-only",
        summary: "{{ $value }} shards of Weaviate are read-only",
        description:
          "It refuses to store, most often because its disk or memory is nearly full. Make room, then set the shards " +
          "to READY again: they stay read-only until told.",
      },
    ],
  };
}
