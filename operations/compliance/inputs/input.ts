import { relative, sep } from "node:path";
import type { StackResource } from "../../../policies/stackObjects";

/** A place in a file. */
export interface Location {
  /** Path from the working directory, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** An object, and where its reader can mend it. */
export interface LocatedResource extends StackResource {
  readonly location: Location;
}

/** What could not be checked, and therefore has not passed. */
export interface Unjudged {
  /** Id of the rule; absent where no rule could look at the object. */
  readonly rule?: string;
  /** `Kind/namespace/name`; absent where a rule about all objects failed. */
  readonly object?: string;
  readonly reason: string;
  /** Absent where a rule about all objects failed. */
  readonly location?: Location;
}

/** The objects to judge, and what is known of how they were read. */
export interface ComplianceInput {
  /** Where the objects come from, as a person would say it. */
  readonly source: string;
  /** What a violation is shown at that belongs to none of the objects. */
  readonly location: Location;
  readonly resources: readonly LocatedResource[];
  readonly unjudged: readonly Unjudged[];
  /** What was left out, and why that is no harm; one sentence each. */
  readonly warnings: readonly string[];
}

/** A location as reports show it. */
export function locationIn(file: string, line = 1): Location {
  return { file: relative(process.cwd(), file).split(sep).join("/"), line };
}
