import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Spread, spread } from "./measure";
import type { Sample } from "./sample";

/** A ratio of two measurements that must not be greater than something. */
export interface Target {
  /** What is compared, in words. */
  readonly title: string;
  readonly ratio: number;
  readonly atMost: number;
}

/** All that a run of the benchmarks has found. */
export interface Results {
  /** What was measured, by name. */
  readonly measurements: Readonly<Record<string, readonly Sample[]>>;
  /** The targets by their key in the file. */
  readonly targets: Readonly<Record<string, Target>>;
}

/** Whether a target is reached. */
const holds = ({ ratio, atMost }: Target): boolean => ratio <= atMost;

/** Whether all targets are. */
export const allHold = ({ targets }: Results): boolean => Object.values(targets).every(holds);

/** Writes the results beside the benchmarks, for programs. */
export function writeResults({ measurements, targets }: Results): void {
  const entries = Object.entries(targets);
  const content = {
    date: new Date().toISOString(),
    machine: { cores: availableParallelism(), node: process.version },
    milliseconds: Object.fromEntries(
      Object.entries(measurements).map(([name, samples]) => [name, { runs: samples.length, ...figures(samples) }]),
    ),
    ratios: Object.fromEntries(entries.map(([key, { ratio }]) => [key, Number(ratio.toFixed(3))])),
    targets: Object.fromEntries(entries.map(([key, target]) => [key, { atMost: target.atMost, holds: holds(target) }])),
  };
  writeFileSync(join(__dirname, "results.json"), `${JSON.stringify(content, null, 2)}\n`);
}

/** The results as Markdown, for people. */
export function table({ measurements, targets }: Results): string {
  return [
    "| measured | runs | wall ms: median (min to max) | CPU ms: median (min to max) |",
    "| --- | ---: | ---: | ---: |",
    ...Object.entries(measurements).map(([name, samples]) => {
      const { wall, cpu } = figures(samples);
      return `| ${name} | ${samples.length} | ${inWords(wall)} | ${inWords(cpu)} |`;
    }),
    "",
    "| target | ratio | at most | reached |",
    "| --- | ---: | ---: | --- |",
    ...Object.values(targets).map((target) => {
      const { title, ratio, atMost } = target;
      return `| ${title} | ${ratio.toFixed(2)} | ${atMost.toFixed(2)} | ${holds(target) ? "yes" : "no"} |`;
    }),
  ].join("\n");
}

/** In whole milliseconds. */
function figures(samples: readonly Sample[]): Readonly<Record<keyof Sample, Spread>> {
  return {
    wall: spread(samples.map(({ wall }) => Math.round(wall))),
    cpu: spread(samples.map(({ cpu }) => Math.round(cpu))),
  };
}

const inWords = ({ median, min, max }: Spread) => `${median} (${min} to ${max})`;
