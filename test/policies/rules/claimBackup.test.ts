import { expect } from "chai";
import { claimBackup as rule } from "../../../policies/rules/claimBackup";
import { given, object } from "../given";
import { found } from "../givenStack";

const claim = (name: string) => object("v1", "PersistentVolumeClaim", {}, { name });
const backup = (claims: string) =>
  given("CronJob", ({ metadata }) => {
    metadata.annotations = { "orchestrix-pilot/backs-up": claims };
  });

describe("policy claim-backup", () => {
  it("is kept by a CronJob that names the claims", () => {
    expect(found(rule, [claim("a"), claim("b"), backup("a, b")])).to.have.length(0);
  });

  it("names each claim that nothing backs up", () => {
    expect(found(rule, [claim("a"), claim("b"), given("CronJob"), backup("a,bb,")])).to.deep.equal([
      ["PersistentVolumeClaim/checked/b", "metadata.name", "no CronJob backs up the claim b"],
    ]);
  });

  it("does not take a CronJob of another namespace, or another object with the annotation, for a backup", () => {
    const elsewhere = { ...backup("a"), metadata: { ...backup("a").metadata, namespace: "elsewhere" } };
    const config = object("v1", "ConfigMap", {}, { annotations: { "orchestrix-pilot/backs-up": "a" } });
    expect(found(rule, [claim("a"), elsewhere, config])).to.have.length(1);
  });

  it("knows a StatefulSet's claims by template and set", () => {
    const set = given("StatefulSet", ({ spec }) => {
      spec.volumeClaimTemplates = [{ metadata: { name: "data" } }];
    });
    expect(found(rule, [set])).to.deep.equal([
      ["StatefulSet/checked/app", "spec.volumeClaimTemplates[0]", "no CronJob backs up the claim data-app"],
    ]);
    expect(found(rule, [set, backup("data-app")])).to.have.length(0);
    expect(found(rule, [given("StatefulSet")])).to.have.length(0);
  });
});
