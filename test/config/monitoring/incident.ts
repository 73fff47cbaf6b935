import { expect } from "chai";
import type { Severity } from "../../../components/monitoring/alert";
import type { AlertmanagerServer, Notification } from "../alertmanagerServer";
import { until } from "./until";

/** An alert, and whom the routing tells of it first. */
export interface Told {
  readonly alert: string;
  readonly service: string;
  readonly severity: Severity;
  readonly receiver: "on-call" | "team";
}

/** Something that breaks, whom that must reach, and its repair. */
export interface Incident {
  readonly what: string;
  readonly breaks: () => unknown;
  readonly tells: readonly Told[];
  /** Names of alerts that fire then, and of which nobody is told. Defaults to none. */
  readonly silences?: readonly string[];
  readonly repairs: () => unknown;
}

/**
 * Breaks something, waits until those were told of it first whom the routing says, repairs it, and waits until they
 * were told that it is over.
 */
export async function happens(incident: Incident, alertmanager: AlertmanagerServer): Promise<void> {
  const before = alertmanager.notifications.length;
  const since = ({ alert, service }: Told): Notification[] =>
    alertmanager.notifications.slice(before).filter((each) => each.alert === alert && each.service === service);
  const { silences = [] } = incident;
  try {
    await incident.breaks();
    const broken = alertmanager.notifications.length;
    await Promise.all([
      ...incident.tells.map(async (told) => {
        await until(`${nameOf(told)} fired`, () => since(told).some(({ status }) => status === "firing"));
        const { severity, receiver } = since(told)[0];
        expect({ severity, receiver }, nameOf(told)).to.include({ severity: told.severity, receiver: told.receiver });
      }),
      ...silences.map((name) =>
        until(`${name} was silenced`, async () => (await alertmanager.inhibited()).includes(name)),
      ),
    ]);
    const told = alertmanager.notifications.slice(broken).map(nameOf);
    expect(told.filter((name) => silences.includes(name))).to.deep.equal([]);
  } finally {
    await incident.repairs();
  }
  for (const told of incident.tells) {
    // A P0 escalates.
    const others = since(told).filter(({ receiver }) => told.severity !== "P0" && receiver !== told.receiver);
    expect(others, `others who were told of ${nameOf(told)}`).to.deep.equal([]);
    await until(`${nameOf(told)} was resolved`, () =>
      since(told).some(({ status, receiver }) => status === "resolved" && receiver === told.receiver),
    );
  }
}

/** An alert as these tests name it. */
export function nameOf({ alert, service }: { alert: string; service: string }): string {
  return `${alert} of ${service}`;
}
