import { expect } from "chai";
import { jobLimits as rule } from "../../../policies/rules/jobLimits";
import { given, violations } from "../given";

const changed = (kind: string, fields: object) =>
  given(kind, ({ spec }) => Object.assign(kind === "CronJob" ? spec.jobTemplate.spec : spec, fields));

for (const kind of ["Job", "CronJob"]) {
  describe(`policy job-limits of a ${kind}`, () => {
    it("is kept at the limits", () => {
      for (const fields of [
        {},
        { activeDeadlineSeconds: 1, backoffLimit: 0, ttlSecondsAfterFinished: 0 },
        { activeDeadlineSeconds: 86400, backoffLimit: 3, ttlSecondsAfterFinished: 604800 },
      ]) {
        expect(violations(rule, changed(kind, fields)), JSON.stringify(fields)).to.have.length(0);
      }
    });

    it("names every field and its value", () => {
      const none = { activeDeadlineSeconds: undefined, backoffLimit: null, ttlSecondsAfterFinished: 604801 };
      expect(violations(rule, changed(kind, none)).map(({ message }) => message)).to.deep.equal([
        "job-limits: spec: activeDeadlineSeconds is missing, not 1 to 86400 and backoffLimit is 6, not 0 to 3 and " +
          "ttlSecondsAfterFinished is 604801, not 0 to 604800. Set it in the specification of the Job (of a CronJob: " +
          "spec.jobTemplate.spec).",
      ]);
    });

    it("is broken beyond each limit", () => {
      for (const fields of [
        { activeDeadlineSeconds: 0 },
        { activeDeadlineSeconds: 86401 },
        { activeDeadlineSeconds: null },
        { backoffLimit: 4 },
        { backoffLimit: undefined },
        { ttlSecondsAfterFinished: undefined },
        { ttlSecondsAfterFinished: 604801 },
      ]) {
        expect(violations(rule, changed(kind, fields)), JSON.stringify(fields)).to.have.length(1);
      }
    });
  });
}
