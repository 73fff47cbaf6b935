import { expect } from "chai";
import { cronJobLimits as rule } from "../../../policies/rules/cronJobLimits";
import { given, violations } from "../given";

const cronJob = (fields: object) => given("CronJob", ({ spec }) => Object.assign(spec, fields));

describe("policy cronjob-limits", () => {
  it("is kept at the limits and by the API server's defaults", () => {
    for (const fields of [
      {},
      { concurrencyPolicy: "Replace" },
      { successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 1 },
      { successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 5 },
      { successfulJobsHistoryLimit: undefined, failedJobsHistoryLimit: null },
    ]) {
      expect(violations(rule, cronJob(fields)), JSON.stringify(fields)).to.have.length(0);
    }
  });

  it("says what is wrong", () => {
    for (const [fields, problem] of [
      [{ concurrencyPolicy: "Allow" }, "concurrencyPolicy is Allow, not Forbid or Replace"],
      [{ concurrencyPolicy: undefined }, "concurrencyPolicy is Allow, not Forbid or Replace"],
      [{ successfulJobsHistoryLimit: 4 }, "successfulJobsHistoryLimit is 4, not 0 to 3"],
      [{ failedJobsHistoryLimit: 0 }, "failedJobsHistoryLimit is 0, not 1 to 5"],
      [{ failedJobsHistoryLimit: 6 }, "failedJobsHistoryLimit is 6, not 1 to 5"],
    ] as const) {
      expect(violations(rule, cronJob(fields)).map(({ message }) => message)).to.deep.equal([
        `cronjob-limits: spec: ${problem}. Set it in the specification of the CronJob.`,
      ]);
    }
  });
});
