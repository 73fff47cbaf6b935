import { expect } from "chai";
import { type Incident, highCpuUsage, hungryForCpu, hungryForMemory, incidents, Traffic } from "./monitoringIncidents";
import { type Message, Receiver } from "./monitoringReceiver";
import { firing, held, prometheus, query } from "./monitoringServers";
import { hasOwnVolumes } from "./monitoringVolumes";
import { stack } from "./stack";

const receiver = new Receiver();

/** How an incident went: the seconds from its cause until somebody was told, and from its repair until it was over. */
interface Course {
  readonly told: Promise<number>;
  readonly over: Promise<number>;
}

/** Causes an incident, repairs it as soon as somebody was told, or should have been. */
function run(incident: Incident): Course {
  const told = begin(incident);
  const over = told.catch(() => NaN).then(() => end(incident));
  // Whoever waits for them sees their errors; nobody may be waiting yet.
  over.catch(() => undefined);
  return { told, over };
}

async function begin(incident: Incident): Promise<number> {
  const begun = Date.now();
  await incident.cause();
  const left = incident.for + incident.allowance - (Date.now() - begun) / 1000;
  let message: Message | undefined;
  await stack.until(`somebody is told of ${titleOf(incident)}`, left, async () => {
    message = (await receiver.messages()).find((each) => each.at > begun && tells(each, "FIRING", incident));
    return message !== undefined;
  });
  return Math.round(((message?.at ?? NaN) - begun) / 1000);
}

async function end(incident: Incident): Promise<number> {
  await incident.repair();
  const { alert, service } = incident;
  return stack.until(`${titleOf(incident)} is over`, incident.over, async () =>
    (await held()).every((labels) => labels.alertname !== alert || (service && labels.service !== service)),
  );
}

const titleOf = ({ alert, service }: Incident) => (service ? `${alert} ${service}` : alert);

/** Whether a message says this of the incident, with its severity, to whom that is to be told. */
function tells({ receiver: who, title }: Message, status: string, incident: Incident): boolean {
  const { severity } = incident;
  const words = new RegExp(`^\\[${status}.*\\] ${titleOf(incident)} +\\(.*\\b${severity}\\b.*\\)$`);
  return who === (severity === "investigation" ? "team" : "on-call") && words.test(title);
}

describe("monitoring", () => {
  const traffic = new Traffic();
  let cpu: Course;

  before(async function () {
    this.timeout(300_000);
    await receiver.start();
    if (!hasOwnVolumes)
      stack.note("DiskSpaceLow", "not checked: the volumes of this cluster's node are not ours to fill");
    // It takes longer than everything else together.
    cpu = run(highCpuUsage);
  });
  after(async function () {
    this.timeout(120_000);
    await traffic.stop();
    await Promise.all([hungryForCpu.remove(), hungryForMemory.remove(), receiver.stop()]);
  });

  it("scrapes every target, through the NetworkPolicies", async () => {
    const { scrapePools } = await prometheus("scrape_pools");
    expect(scrapePools).to.include.members(["prometheus", "episodic-memory", "redis-exporter", "kubelet", "cadvisor"]);
    const wrong = async () => {
      const { activeTargets } = await prometheus("targets?state=active");
      const targetless = scrapePools.filter((pool: string) => !activeTargets.some((t: any) => t.scrapePool === pool));
      const down = activeTargets.filter(({ health }: any) => health !== "up");
      return [...targetless, ...down.map((t: any) => `${t.scrapePool} ${t.scrapeUrl}: ${t.lastError}`)];
    };
    await stack
      .until("every target is up", 90, async () => (await wrong()).length === 0, 3)
      .catch(async () => {
        expect(await wrong()).to.deep.equal([]);
      });
  });

  it("tells nobody but the dead man's switch while the stack is healthy", async () => {
    const told = async () => (await receiver.messages()).map(({ receiver: who, title }) => `${who}: ${title}`);
    await stack.until("the dead man's switch is told", 90, async () => (await told()).length > 0);
    for (const each of await told()) expect(each).to.match(/^watchdog: \[FIRING:1\] Watchdog /);
    expect(await firing()).to.deep.equal(["Watchdog"]);
  });

  it("keeps its samples over the deletion of Prometheus's pod", async () => {
    const time = Math.floor(Date.now() / 1000) - 20;
    const before = await query(`up{job="weaviate"}`, time);
    expect(before).to.have.length(1);
    await stack.ask("delete", "pod", "--namespace", "orchestrix-pilot", "--selector", "app=prometheus", "--wait");
    await stack.rollout("deployment/prometheus");
    expect(await query(`up{job="weaviate"}`, time)).to.deep.equal(before);
  });

  describe("tells the right people of each alert of the runbook's table, and that it is over", () => {
    let courses: Course[] = [];
    before(() => {
      traffic.start();
      courses = incidents.map(run);
    });

    incidents.forEach((incident, index) => {
      it(`${titleOf(incident)}, ${incident.severity}`, async function () {
        this.timeout(1_200_000);
        await check(incident, courses[index]);
      });
    });

    it("says that a P0 is over within its minute", async () => {
      for (const incident of incidents.filter(({ severity }) => severity === "P0")) {
        await stack.until(`${titleOf(incident)} is told to be over`, 90, async () =>
          (await receiver.messages()).some((each) => tells(each, "RESOLVED", incident)),
        );
      }
    });

    it("loads a changed rule without a restart", async function () {
      this.timeout(300_000);
      const [{ uid }] = await stack.pods("prometheus");
      stack.configure({ "slo.availability": "0.995" });
      await stack.run("up");
      const seconds = await stack.until("the rule has its new threshold", 120, async () => {
        const { groups } = await prometheus("rules?type=alert&rule_name[]=AvailabilityBudgetBurnsFast");
        return groups.flatMap(({ rules }: any) => rules).every((rule: any) => rule.query.includes("> 0.072"));
      });
      stack.note("from `up` to Prometheus's use of a changed rule", `${seconds} s`);
      expect((await stack.pods("prometheus"))[0].uid).to.equal(uid);
    });

    it(`${titleOf(highCpuUsage)}, ${highCpuUsage.severity}`, async function () {
      this.timeout(1_200_000);
      await check(highCpuUsage, cpu);
    });
  });
});

async function check(incident: Incident, { told, over }: Course): Promise<void> {
  const [toldAfter, overAfter] = [await told, await over];
  const { severity, for: duration, allowance } = incident;
  stack.note(
    `${titleOf(incident)}, ${severity}`,
    `told after ${toldAfter} s (for ${duration} s), over after ${overAfter} s`,
  );
  expect(toldAfter).to.be.within(duration, duration + allowance);
}
