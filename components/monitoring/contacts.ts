import type { Settings } from "../settings";

/**
 * Whom Alertmanager tells, and by what. A contact is `pagerduty`, `webhook`, `slack:#channel` or `email:address`; what
 * is secret about it (keys, URLs) is a file of the Secret that Alertmanager mounts.
 */

/** Contacts of everybody who may be told. An empty list: nobody is told at that step. */
export interface Contacts {
  /** Who is on call: told of P0 and P1 at once. */
  readonly onCall: readonly string[];
  /** Told of a P0 that still fires after 15 minutes. */
  readonly seniorEngineer: readonly string[];
  /** Told of a P0 that still fires after 30 minutes. */
  readonly engineeringManager: readonly string[];
  /** Told of a P0 that still fires after 1 hour. */
  readonly vpEngineering: readonly string[];
  /** Told of what is to be investigated in working hours. */
  readonly team: readonly string[];
  /** Told every few minutes that alerting works; it must raise the alarm by itself when that stops. */
  readonly watchdog: readonly string[];
}

/** The contacts of a stack's settings. */
export function contactsOf(settings: Settings): Contacts {
  return {
    onCall: settings["alerting.onCall"],
    seniorEngineer: settings["alerting.seniorEngineer"],
    engineeringManager: settings["alerting.engineeringManager"],
    vpEngineering: settings["alerting.vpEngineering"],
    team: settings["alerting.team"],
    watchdog: settings["alerting.watchdog"],
  };
}

/** Names of the receivers, as files of the Secret begin. */
export const receiverNames: Readonly<Record<keyof Contacts, string>> = {
  onCall: "on-call",
  seniorEngineer: "senior-engineer",
  engineeringManager: "engineering-manager",
  vpEngineering: "vp-engineering",
  team: "team",
  watchdog: "watchdog",
};

/** What a contact is, for the message about one that is none. */
export const contactPattern = /^(?:pagerduty|webhook|slack:[#@][\w.-]+|email:[^\s@,]+@[^\s@,]+)$/;

/** Whether any contact is reached by e-mail, which needs an SMTP server. */
export function usesEmail(contacts: Contacts): boolean {
  return Object.values({ ...contacts }).some((list: readonly string[]) =>
    list.some((contact) => contact.startsWith("email:")),
  );
}

/** Folder of the Secret in the container. */
export const secretsFolder = "/run/secrets/alertmanager";

const severity =
  '{{ if eq .CommonLabels.severity "P0" }}critical{{ else if eq .CommonLabels.severity "P1" }}error{{ else }}warning{{ end }}';

/** A receiver of Alertmanager. Its secrets are the files `<receiver>-pagerduty-key`, `-slack-url` and `-webhook-url`. */
export function receiver(who: keyof Contacts, contacts: Contacts): object {
  const name = receiverNames[who];
  const file = (what: string) => `${secretsFolder}/${name}-${what}`;
  // Nothing has to be told when the watchdog "resolves": it never should.
  const send_resolved = who !== "watchdog";
  const kinds = {
    pagerduty: () => ({ send_resolved, routing_key_file: file("pagerduty-key"), severity, details }),
    webhook: () => ({ send_resolved, url_file: file("webhook-url") }),
    slack: (channel: string) => ({ send_resolved, api_url_file: file("slack-url"), channel, text: messageText }),
    email: (to: string) => ({ send_resolved, to }),
  };
  const configs = (kind: keyof typeof kinds) => {
    const of = contacts[who].filter((contact) => contact.split(":")[0] === kind);
    return of.length > 0
      ? { [`${kind}_configs`]: of.map((contact) => kinds[kind](contact.slice(kind.length + 1))) }
      : {};
  };
  return { name, ...configs("pagerduty"), ...configs("webhook"), ...configs("slack"), ...configs("email") };
}

/** From `config/notifications.tmpl`. */
const messageText = '{{ template "orchestrix.text" . }}';
const details = { alerts: messageText };
