/** One line or number of a panel. */
export interface Query {
  /** PromQL. */
  readonly expression: string;
  /** Name of each series; `{{label}}` stands for the value of a label. */
  readonly legend: string;
}

/** What a value must not do. Where an alert watches the same value, its threshold. */
export interface Limit {
  /** The value from which the panel is red. */
  readonly value: number;
  /** Whether it is red below the value instead of from it on. Defaults to false. */
  readonly below?: boolean;
}

/** A panel, before it is drawn. */
export interface Panel {
  readonly title: string;
  /** What it shows, and what to think of it. */
  readonly description: string;
  /** A unit of Grafana. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Draw the newest values as large numbers. Defaults to lines over time. */
  readonly numbers?: boolean;
  /** Defaults to none. */
  readonly limit?: Limit;
  /** Words instead of values, such as "up" for 1. Defaults to none. */
  readonly words?: Readonly<Record<number, string>>;
}

/** Panels that are looked at together. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** The words for a metric that is 1 where all is well. */
export const upOrDown = { 0: "down", 1: "up" } as const;
