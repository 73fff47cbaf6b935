import type { Settings } from "../settingsSchema";
import { contactsOf, usesEmail } from "./contacts";

/** What the settings of the monitoring, each valid, must satisfy together: a sentence for each that they do not. */
export function monitoringProblems(settings: Settings): string[] {
  const isSet = (key: keyof Settings) => {
    const value = settings[key];
    return Array.isArray(value) ? value.length > 0 : value !== "";
  };
  const rules: readonly { readonly broken: boolean; readonly problem: string }[] = [
    {
      broken: settings["tracing.enabled"] && !settings["monitoring.jaeger"],
      problem: "tracing.enabled must be false where monitoring.jaeger is: the traces would go nowhere",
    },
    {
      broken: isSet("monitoring.nodeCidrs") && !isSet("monitoring.apiServerCidrs"),
      problem: "monitoring.nodeCidrs needs monitoring.apiServerCidrs, by which Prometheus finds the nodes; it is empty",
    },
    {
      broken:
        ["operator", "external"].includes(settings["monitoring.prometheus"]) && !isSet("monitoring.scrapeNamespaces"),
      problem:
        "monitoring.scrapeNamespaces must name the namespace of the Prometheus that monitoring.prometheus hands over to; " +
        "it is empty, so nothing could be scraped",
    },
    {
      broken: settings["monitoring.alertmanager"] === "external" && !isSet("monitoring.alertmanagerAddress"),
      problem: "monitoring.alertmanagerAddress must be set, because monitoring.alertmanager is external",
    },
    {
      broken:
        settings["monitoring.alertmanager"] === "external" &&
        settings["monitoring.prometheus"] === "own" &&
        !isSet("monitoring.alertmanagerCidrs"),
      problem:
        "monitoring.alertmanagerCidrs must hold the addresses behind monitoring.alertmanagerAddress; it is empty, so " +
        "nobody could be told",
    },
    {
      broken: isSet("prometheus.remoteWriteUrl") && !isSet("prometheus.remoteWriteCidrs"),
      problem:
        "prometheus.remoteWriteCidrs must hold the addresses behind prometheus.remoteWriteUrl; it is empty, so nothing " +
        "could be sent",
    },
    {
      broken: isSet("prometheus.remoteWriteUser") && !isSet("prometheus.secret"),
      problem: "prometheus.secret must name the Secret with the password of prometheus.remoteWriteUser; it is empty",
    },
    {
      broken: usesEmail(contactsOf(settings)) && (!isSet("alerting.smtpHost") || !isSet("alerting.smtpFrom")),
      problem: "alerting.smtpHost and alerting.smtpFrom must be set, because a contact is an e-mail address",
    },
    {
      broken: Object.values({ ...contactsOf(settings) }).flat().length > 0 && !isSet("alerting.secret"),
      problem: "alerting.secret must name the Secret with the keys and URLs of the contacts; it is empty",
    },
  ];
  return rules.filter(({ broken }) => broken).map(({ problem }) => problem);
}
