import { expect } from "chai";
import { subjects } from "../../../components/monitoring/alerts";
import { exposedSeries } from "../../../components/monitoring/metrics";
import { everything } from "./alertArgs";
import { metricNames } from "./metricNames";

const watched = subjects(everything);
const recorded = watched.flatMap(({ recordings }) => recordings.map(({ record }) => record));

describe("metrics of the alerts", function () {
  this.timeout(5 * 60_000);

  for (const { name, alerts, recordings } of watched) {
    it(`of ${name} are exposed by an exporter or recorded`, async () => {
      const unknown: string[] = [];
      for (const { expr } of [...recordings, ...alerts]) {
        const names = await metricNames(expr);
        unknown.push(...names.filter((each) => !exposedSeries.has(each) && !recorded.includes(each)));
      }
      expect(unknown).to.deep.equal([]);
    });
  }

  it("that are recorded are used by an alert", async () => {
    const used = await Promise.all(watched.flatMap(({ alerts }) => alerts.map(({ expr }) => metricNames(expr))));
    expect(recorded.filter((name) => !used.flat().includes(name))).to.deep.equal([]);
  });

  it("are found wherever they stand in an expression", async () => {
    const expression =
      'sum by (job) (rate(a_total{x="b{"}[5m])) / on (job) group_left (c) max(d) unless absent(e:f offset 1h) or vector(1)';
    expect((await metricNames(expression)).sort()).to.deep.equal(["a_total", "d", "e:f"]);
  });

  it("refuses an expression that does not parse, or names no metric", async () => {
    for (const expression of ["sum(", '{job="x"}']) {
      let refused = false;
      await metricNames(expression).catch(() => (refused = true));
      expect(refused, expression).to.be.true;
    }
  });
});
