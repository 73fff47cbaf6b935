import { dependenciesOf, type Topology } from "../topology";
import { type Contacts, receiver, receiverNames, secretsFolder, usesEmail } from "./contacts";

/** What Alertmanager is told. */
export interface AlertmanagerConfigArgs {
  readonly contacts: Contacts;
  /** Host and port of the SMTP server, such as "smtp.example.com:587". Empty where no contact is an e-mail address. */
  readonly smtpHost: string;
  /** Sender of e-mail. Empty where no contact is an e-mail address. */
  readonly smtpFrom: string;
  /** User of the SMTP server, whose password is the file `smtp-password` of the Secret. Empty for none. */
  readonly smtpUser: string;
  /** Who depends on whom: the symptoms of a store that is down are silenced. */
  readonly topology: Topology;
}

/** Folder of the configuration in the container. */
export const configFolder = "/etc/alertmanager";

/** Name of the templates' file, beside the configuration. */
export const templatesFile = "notifications.tmpl";

/**
 * The runbook's escalation of a P0. Alertmanager knows no escalation, but a route that waits: each of these routes
 * sees every P0, and one that has ended, or was silenced, when the wait is over is never told. The wait counts from the
 * alert's start, so a restart of Alertmanager does not begin it anew.
 */
const escalation: readonly { readonly who: keyof Contacts; readonly after: string }[] = [
  { who: "onCall", after: "0s" },
  { who: "seniorEngineer", after: "15m" },
  { who: "engineeringManager", after: "30m" },
  { who: "vpEngineering", after: "1h" },
];

/** The runbook's response times: when nobody has silenced the alert until then, the same people are told again. */
const responseTime = { P0: "15m", P1: "1h" };

const maintenance = "monthly-maintenance";

/** The runbook's window, first Sunday of the month. The end is exclusive; a day must satisfy every line. */
const maintenanceWindow = {
  weekdays: ["sunday"],
  days_of_month: ["1:7"],
  times: [{ start_time: "02:00", end_time: "06:00" }],
  location: "UTC",
};

/** The configuration of Alertmanager: who is told of what, when, and what keeps quiet. */
export function alertmanagerConfig(args: AlertmanagerConfigArgs): object {
  return {
    ...(usesEmail(args.contacts) ? { global: smtp(args) } : {}),
    templates: [`${configFolder}/${templatesFile}`],
    route: {
      // For an alert that names no severity.
      receiver: receiverNames.team,
      group_by: ["alertname", "service"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "1d",
      routes: [
        {
          matchers: ['alertname="Watchdog"'],
          receiver: receiverNames.watchdog,
          group_wait: "0s",
          group_interval: "1m",
          repeat_interval: "2m",
        },
        ...escalation.map(({ who, after }) => ({
          matchers: ['severity="P0"'],
          receiver: receiverNames[who],
          group_wait: after,
          group_interval: "1m",
          repeat_interval: responseTime.P0,
          continue: true,
        })),
        // What maintenance explains waits for its end, and is told then if it still fires. A P0 is always told.
        {
          matchers: ['severity="P1"'],
          receiver: receiverNames.onCall,
          repeat_interval: responseTime.P1,
          mute_time_intervals: [maintenance],
        },
        {
          matchers: ['severity="investigation"'],
          receiver: receiverNames.team,
          mute_time_intervals: [maintenance],
        },
      ],
    },
    inhibit_rules: inhibitions(args.topology),
    time_intervals: [{ name: maintenance, time_intervals: [maintenanceWindow] }],
    receivers: (Object.keys(receiverNames) as (keyof Contacts)[]).map((who) => receiver(who, args.contacts)),
  };
}

function smtp({ smtpHost, smtpFrom, smtpUser }: AlertmanagerConfigArgs): object {
  return {
    smtp_smarthost: smtpHost,
    smtp_from: smtpFrom,
    ...(smtpUser ? { smtp_auth_username: smtpUser, smtp_auth_password_file: `${secretsFolder}/smtp-password` } : {}),
  };
}

/**
 * Lesser alerts about a service keep quiet while it is down, or while something is down that it calls. That something
 * else is down too is no symptom.
 */
function inhibitions(topology: Topology): object[] {
  const down = 'alertname="ServiceDown"';
  const symptom = ['alertname!="ServiceDown"', 'severity=~"P1|investigation"'];
  const dependencies = topology.applications.flatMap(({ name: service }) => {
    const called = dependenciesOf(topology, service);
    return called.length > 0
      ? [
          {
            source_matchers: [down, `service=~"${called.join("|")}"`],
            target_matchers: [`service="${service}"`, ...symptom],
          },
        ]
      : [];
  });
  return [{ source_matchers: [down], target_matchers: symptom, equal: ["service"] }, ...dependencies];
}
