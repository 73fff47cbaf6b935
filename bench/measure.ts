import type { Sample } from "./sample";

/** A figure over all runs. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Runs every subject in turn, again and again, so that whatever slows the machine down slows all of them down. The first
 * round warms caches up and does not count.
 *
 * @param subjects What is measured, by name.
 * @param runs How often each is, at least 1.
 * @returns The samples of each subject, by round.
 */
export async function interleaved<Name extends string>(
  subjects: Readonly<Record<Name, () => Promise<Sample>>>,
  runs: number,
): Promise<Readonly<Record<Name, readonly Sample[]>>> {
  const entries = Object.entries(subjects) as [Name, () => Promise<Sample>][];
  const samples = new Map<Name, Sample[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round <= runs; round++) {
    for (const [name, sample] of entries) {
      const taken = await sample();
      if (round > 0) samples.get(name)?.push(taken);
    }
  }
  return Object.fromEntries(samples) as unknown as Record<Name, Sample[]>;
}

/** The middle and the ends of some figures, of which there is at least one. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    min: sorted[0],
    max: sorted[sorted.length - 1],
  };
}

/** How much more time passes with a subject than with another, round by round: a slow moment of the machine is in both. */
export function wallRatio(subject: readonly Sample[], base: readonly Sample[]): number {
  return spread(subject.map(({ wall }, round) => wall / base[round].wall)).median;
}
