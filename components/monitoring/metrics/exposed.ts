/** The names of the series that one exporter really has, by its own source. */
export interface Exposed {
  /** Its scrape job. */
  readonly exporter: string;
  readonly version: string;
  /** Where the names were read. */
  readonly source: string;
  /** Counters and gauges, in words. */
  readonly names: string;
  /** Histograms and summaries, in words: each stands for its `_bucket`, `_sum`, `_count` and, of a summary, itself. */
  readonly histograms?: string;
}

/** Every series name that an exporter exposes. */
export function seriesOf({ names, histograms = "" }: Exposed): string[] {
  const parts = words(histograms).flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]);
  return [...words(names), ...parts];
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
