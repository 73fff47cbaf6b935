import { type RuleGroup, ruleGroup, type Subject, unmet } from "../alert";
import type { AlertArgs } from "./args";
import { backup } from "./backup";
import { kubernetes } from "./kubernetes";
import { monitoring } from "./monitoring";
import { postgres } from "./postgres";
import { redis } from "./redis";
import { resources } from "./resources";
import { security } from "./security";
import { services } from "./services";
import { slo } from "./slo";
import { storage } from "./storage";
import { weaviate } from "./weaviate";

/** Something that a stack cannot be warned of, and why. */
export interface Omitted {
  /** Name of the alert, or of the recorded series. */
  readonly name: string;
  /** Application that it would be about, where there is one. */
  readonly service?: string;
  readonly reasons: readonly string[];
}

/** What Prometheus evaluates, and what it cannot. */
export interface AlertRules {
  /** Groups of rules, in the format of Prometheus's rule files and of PrometheusRule objects. */
  readonly groups: readonly RuleGroup[];
  /** To be shown to people: an alert that is missing must not look like a quiet one. */
  readonly omitted: readonly Omitted[];
}

/** Every subject that is watched, in the order of the documentation. */
export function subjects(args: AlertArgs): Subject[] {
  return [services, resources, storage, redis, postgres, weaviate, kubernetes, monitoring, backup, security, slo].map(
    (subject) => subject(args),
  );
}

/** The rules of a stack, without those that could never fire in it. */
export function alertRules(args: AlertArgs): AlertRules {
  const watched = subjects(args);
  return {
    groups: watched
      .map((subject) => ruleGroup(subject, args.namespace, args.links))
      .filter(({ rules }) => rules.length > 0),
    omitted: watched
      .flatMap(({ recordings, alerts }) => [
        ...recordings.map(({ record, labels, needs }) => ({ name: record, service: labels?.service, needs })),
        ...alerts,
      ])
      .map(({ name, service, needs }) => ({ name, service, reasons: unmet(needs) }))
      .filter(({ reasons }) => reasons.length > 0),
  };
}
