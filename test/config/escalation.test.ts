import { expect } from "chai";
import { alertmanagerConfig } from "../../components/monitoring/alertmanagerConfig";
import { everything, notifications, watchedTopology } from "../unit/monitoring/watched";
import { AlertmanagerServer } from "./alertmanagerServer";
import { requireServers } from "./realServers";

const alert = (alertname: string, severity: string, service = alertname) => ({ alertname, severity, service });

/** The shipped configuration with a maintenance window of the caller's: now must be in it, or must not. */
function configWithin(window: object): any {
  const config = alertmanagerConfig(notifications(watchedTopology(everything))) as any;
  const [{ name }] = config.time_intervals;
  return { ...config, time_intervals: [{ name, time_intervals: [window] }] };
}

describe("the escalation by a real Alertmanager", function () {
  this.timeout(60_000);
  const usually = new AlertmanagerServer();
  const inMaintenance = new AlertmanagerServer();
  before(async function () {
    requireServers(this, "alertmanager");
    await Promise.all([
      usually.start(configWithin({ years: ["1970"] })),
      inMaintenance.start(configWithin({ times: [{ start_time: "00:00", end_time: "24:00" }] })),
    ]);
    const severities = [alert("Critical", "P0"), alert("High", "P1"), alert("Later", "investigation")];
    await inMaintenance.report(severities);
    await usually.report([
      ...severities,
      alert("Passing", "P0"),
      alert("TakenOn", "P0"),
      alert("ServiceDown", "P0", "redis"),
    ]);
    await usually.report([
      alert("Symptom", "P1", "redis"),
      alert("Consequence", "P1", "episodic-memory"),
      alert("Unrelated", "P1", "reputation-service"),
      alert("ServiceDown", "P1", "redis-exporter"),
      alert("Corruption", "P0", "episodic-memory"),
      { alertname: "Watchdog", severity: "investigation" },
    ]);
    await usually.waitUntil(10);
    await usually.report([alert("Passing", "P0")], true);
    await usually.waitUntil(20);
    await usually.silence("TakenOn");
    await usually.waitUntil(70);
  });
  after(async () => {
    await Promise.all([usually.stop(), inMaintenance.stop()]);
  });

  it("tells on call at once, senior after 15 minutes, manager after 30, VP after 1 hour", () => {
    const steps = { "on-call": 0, "senior-engineer": 15, "engineering-manager": 30, "vp-engineering": 60 };
    expect(usually.told("Critical")).to.deep.equal(Object.keys(steps));
    for (const [receiver, after] of Object.entries(steps)) {
      expect(usually.firstTold("Critical", receiver), receiver).to.be.within(after, after + 5);
    }
  });

  it("tells the same people again after the response time", () => {
    const times = (name: string) =>
      usually.notifications.filter(({ alert: told, receiver }) => told === name && receiver === "on-call").length;
    expect(times("Critical"), "every 15 minutes of 70").to.be.within(4, 5);
    expect(times("High"), "every hour").to.equal(2);
    expect(usually.notifications.filter(({ receiver }) => receiver === "watchdog").length).to.be.within(15, 40);
  });

  it("ends when the alert does, and when somebody silences it", () => {
    expect(usually.told("Passing")).to.deep.equal(["on-call"]);
    expect(
      usually.notifications.some(({ alert: name, status }) => name === "Passing" && status === "resolved"),
    ).to.equal(true);
    expect(usually.told("TakenOn")).to.deep.equal(["on-call", "senior-engineer"]);
  });

  it("keeps quiet about the symptoms of a service that is down, not about another service or a P0", () => {
    expect(usually.told("ServiceDown")).to.include("on-call");
    expect(usually.told("Symptom")).to.deep.equal([]);
    expect(usually.told("Consequence")).to.deep.equal([]);
    expect(usually.told("Unrelated")).to.deep.equal(["on-call"]);
    expect(usually.told("Corruption")).to.include("on-call");
    const down = usually.notifications
      .filter(({ alert: name }) => name === "ServiceDown")
      .map(({ service }) => service);
    expect([...new Set(down)]).to.have.members(["redis", "redis-exporter"]);
  });

  it("tells of a P0 during maintenance, and of nothing less", () => {
    expect(inMaintenance.told("Critical")).to.include("vp-engineering");
    expect(inMaintenance.told("High")).to.deep.equal([]);
    expect(inMaintenance.told("Later")).to.deep.equal([]);
    expect(usually.told("Later")).to.deep.equal(["team"]);
  });
});
