import { expect } from "chai";
import type { RuleGroup } from "../../../components/monitoring/alert";
import { requireServers } from "../realServers";
import { happens, type Incident, nameOf, type Told } from "./incident";
import { minute } from "./compressedTime";
import { MonitoredEngine } from "./monitoredEngine";
import { prometheus } from "./shippedMonitoring";
import { until } from "./until";

const p0 = (alert: string, service: string): Told => ({ alert, service, severity: "P0", receiver: "on-call" });
const p1 = (alert: string, service: string): Told => ({ alert, service, severity: "P1", receiver: "on-call" });
const toInvestigate = (alert: string, service: string): Told => ({
  alert,
  service,
  severity: "investigation",
  receiver: "team",
});

describe("alerts by a real Prometheus and Alertmanager, from real stores and exporters", function () {
  this.timeout(180_000);
  let engine: MonitoredEngine;
  const remove: (() => Promise<void>)[] = [];
  before(async function () {
    requireServers(this, "redis", "postgresql", "alertmanager", "exporters");
    this.timeout(1_800_000); // Builds Prometheus, once.
    engine = await MonitoredEngine.start();
    remove.push(() => engine.remove());
  });
  after(() => Promise.all(remove.map((each) => each())));

  const notifications = () => engine.alertmanager.notifications;
  const redis = () => engine.stores.redis;

  it("keep quiet while everything is well, but for the watchdog, which speaks at once and again and again", async () => {
    const start = Date.now();
    await until("the watchdog spoke", () => notifications().length > 0);
    expect((Date.now() - start) / minute, "minutes until it speaks").to.be.below(3);
    await until("the watchdog had spoken four times", () => notifications().length >= 4);
    const told = notifications().map(({ alert, service, receiver }) => `${alert} of ${service} to ${receiver}`);
    expect([...new Set(told)]).to.deep.equal(["Watchdog of undefined to watchdog"]);
    expect(notifications()[3].at - notifications()[0].at, "minutes between the first and the fourth").to.be.below(15);
    expect(await engine.prometheus.everFired()).to.deep.equal(["Watchdog"]);
  });

  /** Incidents that have nothing to do with each other, all at the same time. */
  function atOnce(title: string, incidents: readonly Incident[]): void {
    describe(title, () => {
      const ends = new Map<Incident, Promise<void>>();
      let firedBefore: string[] = [];
      before(async () => {
        firedBefore = await engine.prometheus.everFired();
        for (const incident of incidents) {
          const end = happens(incident, engine.alertmanager);
          end.catch(() => undefined); // Its test says so.
          ends.set(incident, end);
        }
      });
      for (const incident of incidents) {
        it(`tell that ${incident.what}: ${incident.tells.map(nameOf).join(", ")}`, () => ends.get(incident));
      }
      it("tell of nothing else", async () => {
        const caused = incidents.flatMap(({ tells, silences = [] }) => [...tells.map(nameOf), ...silences]);
        const fired = await engine.prometheus.everFired();
        // Burn rates look back for longer than these incidents last.
        const known = (name: string) =>
          firedBefore.includes(name) || caused.includes(name) || name.includes("BudgetBurns");
        expect(fired.filter((name) => !known(name) && name !== "Watchdog")).to.deep.equal([]);
      });
    });
  }

  const service = (name: "episodic-memory" | "reputation-service") => engine.services[name];

  atOnce("of services and stores that serve badly", [
    {
      what: "a service fails its requests",
      breaks: () => (service("episodic-memory").behaviour = "failing"),
      tells: [p1("HighErrorRate", "episodic-memory"), p1("AvailabilityBudgetBurnsFast", "episodic-memory")],
      repairs: () => (service("episodic-memory").behaviour = "well"),
    },
    {
      what: "a service takes longer than 2 seconds",
      breaks: () => (service("reputation-service").behaviour = "slow"),
      tells: [p1("HighResponseTime", "reputation-service"), p1("LatencyBudgetBurnsFast", "reputation-service")],
      repairs: () => (service("reputation-service").behaviour = "well"),
    },
    {
      what: "Redis is full, evicts because somebody changed its policy, and has too many clients",
      breaks: async () => {
        await redis().fill();
        await redis().cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await redis().fill();
        await redis().cli("CONFIG", "SET", "maxclients", "30");
        await redis().connect(50);
        // Leaves room for the exporter, the probe and the repair.
        redis().disconnect(4);
      },
      tells: [
        p1("RedisMemoryFull", "redis"),
        p1("RedisEvictsKeys", "redis"),
        p1("RedisRejectsConnections", "redis"),
        toInvestigate("RedisConnectionsNearMaximum", "redis"),
      ],
      repairs: async () => {
        redis().disconnect();
        await redis().cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await redis().cli("FLUSHALL");
      },
    },
    {
      what: "PostgreSQL's transactions wait for each other, and its connections run out",
      breaks: async () => {
        await engine.stores.deadlock();
        engine.stores.openSessions(14);
      },
      tells: [toInvestigate("PostgresDeadlocks", "postgres"), p1("PostgresConnectionsNearMaximum", "postgres")],
      repairs: () => engine.stores.closeSessions(),
    },
  ]);

  atOnce("of the monitoring itself", [
    {
      what: "the exporters are gone, and only that",
      breaks: () => Promise.all(Object.values(engine.stores.exporters).map((exporter) => exporter.kill())),
      tells: [
        p1("ServiceDown", "redis-exporter"),
        p1("ServiceDown", "postgres-exporter"),
        p1("ServiceDown", "blackbox-exporter"),
        toInvestigate("ScrapeFails", "blackbox"),
      ],
      repairs: () => Promise.all(Object.values(engine.stores.exporters).map((exporter) => exporter.start())),
    },
  ]);

  atOnce("of services and stores that are down", [
    {
      what: "a service has stopped",
      breaks: () => service("episodic-memory").stop(),
      tells: [p0("ServiceDown", "episodic-memory")],
      repairs: () => service("episodic-memory").start(),
    },
    {
      what: "a service hangs up",
      breaks: () => (service("reputation-service").behaviour = "hanging up"),
      tells: [p0("ServiceDown", "reputation-service")],
      repairs: () => (service("reputation-service").behaviour = "well"),
    },
    {
      what: "PostgreSQL was killed",
      breaks: () => engine.stores.killPostgres(),
      tells: [p0("ServiceDown", "postgres")],
      repairs: () => engine.stores.startPostgres(),
    },
    {
      what: "Redis cannot save",
      breaks: async () => {
        redis().protect(true);
        await redis().cli("BGSAVE");
      },
      tells: [p1("RedisSaveFails", "redis")],
      repairs: async () => {
        redis().protect(false);
        await redis().cli("BGSAVE");
      },
    },
  ]);

  atOnce("keep quiet about the symptoms of what is down, and", [
    {
      what: "Redis, which was full, was killed, and both services fail",
      breaks: async () => {
        const before = notifications().length;
        await redis().fill();
        await until("that was told", () =>
          notifications().slice(before).map(nameOf).includes("RedisMemoryFull of redis"),
        );
        await redis().kill();
        service("episodic-memory").behaviour = "failing";
        service("reputation-service").behaviour = "failing";
      },
      tells: [p0("ServiceDown", "redis"), p1("HighErrorRate", "reputation-service")],
      silences: ["RedisMemoryFull of redis", "HighErrorRate of episodic-memory"],
      repairs: async () => {
        service("episodic-memory").behaviour = "well";
        service("reputation-service").behaviour = "well";
        await redis().start();
        await redis().cli("FLUSHALL");
      },
    },
  ]);

  describe("that are shipped", () => {
    it("arrive here, but for those that take more than this machine has", async () => {
      const fired = (await engine.prometheus.everFired()).map((name) => name.split(" of ")[0]);
      const shipped = (prometheus.ruleGroups as RuleGroup[]).flatMap(({ rules }) =>
        rules.flatMap(({ alert }) => alert ?? []),
      );
      const missing = new Set(shipped.filter((name) => !fired.includes(name) && !name.includes("BudgetBurns")));
      expect([...missing]).to.have.members(Object.keys(notHere));
    });
  });
});

/** Alerts that cannot fire here, and why. No metric that an alert asks for is missing in Debian's exporters. */
const notHere: Readonly<Record<string, string>> = {
  InstanceDown: "takes a second instance of a service",
  ResponseTimeUnmeasurable: "takes a service without the bucket of 2 seconds",
  RedisLogWriteFails: "takes a disk that fails",
  PostgresLongTransaction: "takes 15 minutes, which its expression has as a number",
  WeaviateQueriesSlow: "takes Weaviate",
  WeaviateReadOnly: "takes Weaviate",
  TraceStorageFails: "takes Jaeger",
  CertificateExpires: "takes a probe by TLS",
  RuleEvaluationFails: "takes a Prometheus that is not well",
  ConfigurationReloadFails: "takes a Prometheus that is not well",
  AlertmanagerUnreachable: "takes another way to tell",
  NotificationsFail: "takes a receiver that fails",
};
