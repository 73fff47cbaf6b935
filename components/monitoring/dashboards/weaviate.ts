import { BytesIEC, Milliseconds, NoUnit, RequestsPerSecond, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { queryDuration } from "../alerts/weaviate";
import { containerPanels } from "./containers";
import type { DashboardContent } from "./dashboard";
import { type Panel, upOrDown } from "./panel";
import { quantile } from "./requests";
import type { DashboardScope } from "./scope";
import { volumePanels } from "./volumes";

const these = '{job="weaviate"}';

/** How long Weaviate takes to answer. */
export const weaviateQueries: Panel = {
  title: "Weaviate query time, 95th percentile",
  description:
    "95 of 100 queries are answered faster, by kind of query. Weaviate counts to 10, 50, 100, 500, 1000 ms, no finer.",
  unit: Milliseconds,
  limit: { value: 1000 },
  queries: [{ expression: `${queryDuration}{quantile="0.95"}`, legend: "{{query_type}}" }],
};

/** Weaviate: the vector store of episodic-memory. */
export function weaviateDashboard(scope: DashboardScope): DashboardContent {
  return {
    uid: "weaviate",
    title: "Weaviate",
    description: "Queries, imports, objects and memory of Weaviate, the vector store of episodic-memory.",
    since: "6h",
    sections: [
      {
        title: "State",
        panels: [
          {
            title: "Weaviate",
            description: "Whether Weaviate's metrics are scraped, which it serves while it runs.",
            unit: NoUnit,
            numbers: true,
            words: upOrDown,
            limit: { value: 1, below: true },
            queries: [{ expression: `min(up${these})`, legend: "" }],
          },
          {
            title: "Objects",
            description: "Objects of all collections. A sudden fall is lost data.",
            unit: NoUnit,
            numbers: true,
            queries: [{ expression: `sum(object_count${these})`, legend: "" }],
          },
        ],
      },
      {
        title: "Queries and requests",
        panels: [
          weaviateQueries,
          {
            title: "Queries at once",
            description: "Queries that run at this moment. A number that stays high is a queue.",
            unit: NoUnit,
            queries: [
              {
                expression: `sum by (query_type) (concurrent_queries_count${these})`,
                legend: "{{query_type}}",
              },
            ],
          },
          {
            title: "REST requests",
            description:
              "REST requests a second by status code. episodic-memory hides failures of Weaviate: look here.",
            unit: RequestsPerSecond,
            queries: [
              {
                expression: `sum by (status_code) (rate(weaviate_http_request_duration_seconds_count${these}[5m]))`,
                legend: "{{status_code}}",
              },
            ],
          },
          {
            title: "REST response time, 95th percentile",
            description: "95 of 100 REST requests of a route are answered faster.",
            unit: Seconds,
            queries: [
              {
                expression: quantile(0.95, "route, le", `weaviate_http_request_duration_seconds_bucket${these}`),
                legend: "{{route}}",
              },
            ],
          },
          {
            title: "Import time of a batch, 95th percentile",
            description: "95 of 100 batches take less, by step.",
            unit: Milliseconds,
            queries: [
              {
                expression: quantile(0.95, "operation, le", `batch_durations_ms_bucket${these}`),
                legend: "{{operation}}",
              },
            ],
          },
        ],
      },
      {
        title: "Data",
        panels: [
          {
            title: "Objects by collection",
            description: "Objects of each collection.",
            unit: NoUnit,
            queries: [{ expression: `sum by (class_name) (object_count${these})`, legend: "{{class_name}}" }],
          },
          {
            title: "Vector index",
            description:
              "Places in each collection's vector index, which is in memory, and deleted ones not yet cleaned up.",
            unit: NoUnit,
            queries: [
              { expression: `sum by (class_name) (vector_index_size${these})`, legend: "{{class_name}}" },
              { expression: `sum by (class_name) (vector_index_tombstones${these})`, legend: "{{class_name}} deleted" },
            ],
          },
          {
            title: "Shards",
            description:
              "Shards by state. A read-only one stores nothing: its disk or memory was full. Set it to READY again.",
            unit: NoUnit,
            queries: [{ expression: `sum by (status) (weaviate_index_shards_total${these})`, legend: "{{status}}" }],
          },
          {
            title: "Process memory",
            description: "Resident memory of the process, and the part that Go's heap uses.",
            unit: BytesIEC,
            queries: [
              { expression: `max(process_resident_memory_bytes${these})`, legend: "resident" },
              { expression: `max(go_memstats_heap_inuse_bytes${these})`, legend: "heap" },
            ],
          },
        ],
      },
      {
        title: "Pod and volume",
        panels: [...containerPanels(scope, "weaviate"), ...volumePanels(scope, "weaviate-data")],
      },
    ],
  };
}
