import { type Kubectl, KubectlError } from "./kubectl";

/** One number of the API server. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The API server's own metrics at a moment, or why they could not be read. */
export type Metrics = { readonly samples: readonly Sample[] } | { readonly unread: string };

/** Reads the metrics of the API server that answers. Behind a load balancer it may be another one each time. */
export async function readMetrics(kubectl: Kubectl): Promise<Metrics> {
  try {
    return { samples: parseMetrics(await kubectl.raw("/metrics")) };
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    const needs = error.reason === "Forbidden" ? " (needs get on nonResourceURL /metrics)" : "";
    return { unread: `the API server's metrics: ${error.message}${needs}` };
  }
}

/** Prometheus' text format, as far as counters and gauges go. */
export function parseMetrics(text: string): readonly Sample[] {
  return text.split("\n").flatMap((line) => {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (!match) return [];
    const [, name, labels = "", value] = match;
    return [{ name, labels: parseLabels(labels), value: Number(value) }];
  });
}

/** The sum of a metric's samples with these labels; undefined if there is none. */
export function total(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const matching = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  return matching.length === 0 ? undefined : matching.reduce((sum, { value }) => sum + value, 0);
}

function parseLabels(text: string): Record<string, string> {
  const pairs = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries([...pairs].map(([, name, value]) => [name, value.replace(/\\(.)/g, "$1")]));
}
