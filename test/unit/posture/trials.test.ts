import { expect } from "chai";
import { errorOf } from "../../../operations/posture/kubectl";
import { compliantDeployment, writableDeployment } from "../../../operations/posture/trialObjects";
import type { KubernetesObject } from "../../../policies/kubernetesObject";
import { defaultParameters } from "../../../policies/parameters";
import { objectRules } from "../../../policies/rules";
import { violations } from "../../policies/given";

const [registry] = defaultParameters.registries;
const broken = (object: KubernetesObject) =>
  objectRules.flatMap((rule) => violations(rule, object)).map(({ message }) => message.split(":")[0]);

describe("objects that the gates are tried with", () => {
  it("keep every rule, but for the one fault", () => {
    expect(broken(compliantDeployment("checked", registry))).to.deep.equal([]);
    expect(broken(writableDeployment("checked", registry))).to.deep.equal(["read-only-root-filesystem"]);
  });
});

describe("errors of kubectl", () => {
  it("are told in the API server's words, with its reason", () => {
    const { message, reason } = errorOf(
      'Warning: old version\nError from server (Forbidden): error when creating "STDIN": pods "a" is forbidden: no\n',
    );
    expect({ message, reason }).to.deep.equal({ message: 'pods "a" is forbidden: no', reason: "Forbidden" });
  });

  it("are told in kubectl's words, where it found no server", () => {
    expect(errorOf("error: context was not found for specified context: x\n").message).to.match(
      /^context was not found/,
    );
    const refused = "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?";
    expect(errorOf(`E1124 memcache.go: refused\n${refused}\n`)).to.include({ message: refused, reason: "" });
    expect(errorOf("").message).to.equal("kubectl failed without a word");
  });
});
