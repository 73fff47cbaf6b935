import { commandsOf, type RunbookSection } from "./alerts/runbook";

/** How fast somebody must answer: P0 in 15 minutes, P1 in an hour, an investigation in working hours. */
export type Severity = "P0" | "P1" | "investigation";

/** Uid of a dashboard. */
export type DashboardUid =
  | "system-overview"
  | "episodic-memory"
  | "reputation-service"
  | "redis"
  | "postgres"
  | "weaviate"
  | "kubernetes"
  | "backups"
  | "slo";

/** Something without which an alert could never fire, and why a stack may lack it. */
export interface Need {
  readonly met: boolean;
  /** What is missing, with the settings that it needs; completes "without ...: ". */
  readonly reason: string;
}

/** An alert as people read it: the rule of Prometheus and the page of documentation both come from here. */
export interface Alert {
  /** Unique together with `service`. */
  readonly name: string;
  readonly severity: Severity;
  /** Application that the alert is about; none if the series say it, or if it is about no application. */
  readonly service?: string;
  /** Label of the series that names the application, such as `container`: a service that is down silences its symptoms. */
  readonly serviceLabel?: string;
  /** How long the condition must hold, as a Prometheus duration; `0s` for at once. */
  readonly for: string;
  /** How long the alert stays after the condition has passed, for one that would flap. Defaults to not at all. */
  readonly keepFiringFor?: string;
  /** Condition in PromQL: a series in its result is an alert. */
  readonly expr: string;
  /** The condition in words, as the documentation has it. */
  readonly when: string;
  /** One line for a screen. Go template over `$labels` and `$value`. */
  readonly summary: string;
  /** What it means for users, and what to do. */
  readonly description: string;
  readonly runbook: RunbookSection;
  readonly dashboard: DashboardUid;
  readonly needs: readonly Need[];
}

/** A series that Prometheus computes and keeps. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly needs: readonly Need[];
}

/** What is watched of one subject. */
export interface Subject {
  /** Name of its rule group. */
  readonly name: string;
  readonly recordings: readonly Recording[];
  readonly alerts: readonly Alert[];
}

/** A rule in the format of Prometheus. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A group of rules in the format of Prometheus, of a PrometheusRule too. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** Where the links of an alert lead. */
export interface Links {
  /** Address of the runbook's page, without anchor; empty for no links. */
  readonly runbook: string;
  /** Address at which people reach Grafana, without a slash at the end. */
  readonly grafana: string;
}

/** The reasons for which something cannot be had. */
export function unmet(needs: readonly Need[]): string[] {
  return needs.filter(({ met }) => !met).map(({ reason }) => reason);
}

/** A subject as Prometheus evaluates it: without what could never fire. Recordings first, for the alerts use them. */
export function ruleGroup(subject: Subject, namespace: string, links: Links): RuleGroup {
  const possible = ({ needs }: { needs: readonly Need[] }) => unmet(needs).length === 0;
  return {
    name: subject.name,
    rules: [
      ...subject.recordings
        .filter(possible)
        .map(({ record, expr, labels }) => ({ record, expr, ...(labels ? { labels } : {}) })),
      ...subject.alerts.filter(possible).map((alert) => alertingRule(alert, namespace, links)),
    ],
  };
}

function alertingRule(alert: Alert, namespace: string, links: Links): Rule {
  const service = alert.service ?? (alert.serviceLabel ? `{{ $labels.${alert.serviceLabel} }}` : undefined);
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    ...(alert.keepFiringFor ? { keep_firing_for: alert.keepFiringFor } : {}),
    labels: { severity: alert.severity, ...(service ? { service } : {}) },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_commands: commandsOf(alert.runbook, namespace).join("\n"),
      ...(links.runbook ? { runbook_url: `${links.runbook}#${alert.runbook.anchor}` } : {}),
      dashboard_url: `${links.grafana}/d/${alert.dashboard}`,
    },
  };
}
