import { expect } from "chai";
import { serviceAccountAutomount as rule } from "../../../policies/rules/serviceAccountAutomount";
import { serviceAccount } from "../corpus/objects";
import { violations } from "../given";

describe("policy service-account-automount", () => {
  it("is kept by a ServiceAccount that does not mount its token", () => {
    expect(violations(rule, serviceAccount({ automountServiceAccountToken: false }))).to.have.length(0);
  });

  it("is broken where it mounts the token, which is the default", () => {
    for (const automountServiceAccountToken of [true, undefined, null]) {
      expect(
        violations(rule, serviceAccount({ automountServiceAccountToken })).map(({ message }) => message),
      ).to.deep.equal([
        "service-account-automount: automountServiceAccountToken: pods of the ServiceAccount get its API token unless " +
          "they decline. Set it to false, or add the ServiceAccount to the apiClients if its pods call the API server.",
      ]);
    }
  });

  it("leaves alone the ServiceAccount that every namespace gets, and declared clients of the API server", () => {
    expect(violations(rule, serviceAccount({}, "default"))).to.have.length(0);
    expect(violations(rule, serviceAccount({}), { apiClients: ["app"] })).to.have.length(0);
    expect(violations(rule, serviceAccount({}), { apiClients: ["other"] })).to.have.length(1);
  });
});
