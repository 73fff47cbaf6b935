import type { CheckFailure } from "@pulumi/pulumi/provider";
import type { Properties } from "../values";

/** One resource type of the random provider. All functions get inputs without secret marks. */
export interface Kind {
  /** Names of the inputs; a change of any of them makes a new value. */
  inputs: string[];
  /** The inputs with every default filled in, so that leaving an input out and writing its default are the same. */
  withDefaults: (inputs: Properties) => Properties;
  /** What is wrong with the inputs; empty when nothing is. An unknown input is not judged. */
  check: (inputs: Properties) => CheckFailure[];
  /** Draws a fresh value. */
  generate: (inputs: Properties) => { id: string; outputs: Properties };
}
