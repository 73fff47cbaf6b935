import type { Settings } from "../settings";
import { alertRules } from "./alerts";
import { alertArgs } from "./monitoringArguments";

/**
 * What a stack cannot warn people of, and why, one a line: an alert that is missing must not look like a quiet one.
 * Nothing for a throw-away stack, of which nobody expects it.
 */
export function blindSpots(settings: Settings, namespace: string): string[] {
  if (["local", "e2e"].includes(settings.environment)) return [];
  if (settings["monitoring.prometheus"] === "none") return ["every alert: monitoring.prometheus is none"];
  const byReason = new Map<string, Set<string>>();
  for (const { name, reasons } of alertRules(alertArgs(settings, namespace)).omitted) {
    for (const reason of reasons) byReason.set(reason, (byReason.get(reason) ?? new Set()).add(name));
  }
  const missing = [...byReason].map(([reason, names]) => `${[...names].join(", ")}: ${reason}`);
  const untold = (["alerting.onCall", "alerting.team", "alerting.watchdog"] as const).filter(
    (key) => settings[key].length === 0,
  );
  return settings["monitoring.alertmanager"] === "own" && untold.length > 0
    ? [...missing, `alerts for ${untold.join(", ")}: no contact is set there`]
    : missing;
}
