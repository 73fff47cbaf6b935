import type { Exposed } from "./exposed";

/** What Prometheus writes itself for every scrape and every alert. */
export const scrape: Exposed = {
  exporter: "every job",
  version: "3.13",
  source: "https://prometheus.io/docs/concepts/jobs_instances/",
  names: `
    ALERTS ALERTS_FOR_STATE scrape_duration_seconds scrape_samples_post_metric_relabeling scrape_samples_scraped
    scrape_series_added up
  `,
};
