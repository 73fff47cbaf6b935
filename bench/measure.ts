import { performance } from "node:perf_hooks";

/** What one run took. */
export interface Sample {
  /** Milliseconds that passed. */
  readonly wall: number;
  /** Milliseconds of processor time, of every process that took part. */
  readonly cpu: number;
}

/** A figure over all runs. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What the runs of a subject took, in milliseconds. */
export interface Measurement {
  readonly runs: number;
  readonly wall: Spread;
  readonly cpu: Spread;
}

/**
 * Runs every subject in turn, again and again, so that whatever slows the machine down slows all of them down. The first
 * round warms caches up and does not count.
 */
export async function interleaved<Name extends string>(
  subjects: Readonly<Record<Name, () => Promise<Sample>>>,
  runs: number,
): Promise<Readonly<Record<Name, Measurement>>> {
  const names = Object.keys(subjects) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = 0; round <= runs; round++) {
    for (const name of names) {
      const sample = await subjects[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  const measured = names.map((name) => [name, measurement(samples[name])]);
  return Object.fromEntries(measured) as Record<Name, Measurement>;
}

/** The milliseconds that something takes. */
export async function wallOf(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return performance.now() - begun;
}

function measurement(samples: readonly Sample[]): Measurement {
  const spread = (values: number[]): Spread => {
    const sorted = values.map(Math.round).sort((a, b) => a - b);
    return { median: median(sorted), min: sorted[0], max: sorted[sorted.length - 1] };
  };
  return {
    runs: samples.length,
    wall: spread(samples.map(({ wall }) => wall)),
    cpu: spread(samples.map(({ cpu }) => cpu)),
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
