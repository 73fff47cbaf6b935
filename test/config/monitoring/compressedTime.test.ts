import { expect } from "chai";
import { compressed, compressedExpression, compressedGroups } from "./compressedTime";

describe("compressed time", () => {
  it("shortens durations and windows by one factor, and leaves texts alone", () => {
    expect(["0s", "30s", "1m", "2h"].map((duration) => compressed(duration))).to.deep.equal([
      "0ms",
      "1000ms",
      "2000ms",
      "240000ms",
    ]);
    expect(compressedExpression('rate(a{le=~"2([.]0)?",b="[5m]"}[5m]) > 900 or max_over_time(c[30s])')).to.equal(
      'rate(a{le=~"2([.]0)?",b="[5m]"}[10000ms]) > 900 or max_over_time(c[1000ms])',
    );
    const rules = [{ alert: "A", expr: "a[1m]", for: "1m", keep_firing_for: "5m", labels: { severity: "P1" } }];
    expect(compressedGroups([{ name: "g", rules }])[0].rules).to.deep.equal([
      { alert: "A", expr: "a[2000ms]", for: "2000ms", keep_firing_for: "10000ms", labels: { severity: "P1" } },
    ]);
  });

  it("refuses what it does not know", () => {
    for (const expression of ["a[1w]", "a[5m:1m]", "a[1h30m]", "a offset 5m", "a[5m] @ start()"]) {
      expect(() => compressedExpression(expression), expression).to.throw();
    }
    expect(() => compressedGroups([{ name: "g", rules: [{ expr: "a", for: "1h30m" }] }])).to.throw("1h30m");
  });
});
