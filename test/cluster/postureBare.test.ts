import { delimiter, dirname } from "node:path";
import { expect } from "chai";
import { ensureTools } from "../../local/toolchain/build";
import { json } from "../../operations/posture/format";
import { posture, type PostureOptions } from "../../operations/posture/posture";
import type { ChecklistLine } from "../../policies/checklist";
import { defaultPolicy } from "../../policies/stackPolicy";
import { BareApiServer } from "./bareApiServer";
import { kubectlFor } from "./kubectl";

describe("posture of an API server without encryption and audit log", function () {
  this.timeout(60_000);
  const server = new BareApiServer();
  const outer = { ...process.env };

  before(async function () {
    // The toolchain may have to be built first.
    this.timeout(30 * 60_000);
    await server.start();
    const { kubectl } = await ensureTools(["kubectl"], () => undefined);
    Object.assign(process.env, { KUBECONFIG: server.kubeconfig, PATH: `${dirname(kubectl)}${delimiter}${outer.PATH}` });
  });
  after(async () => {
    process.env = outer;
    await server.stop();
  });

  it("fails both lines, by the metrics and by the stored bytes, and names the Secret without its value", async () => {
    const kubectl = await kubectlFor(server.kubeconfig);
    const stringData = { password: "hunter2" };
    await kubectl.apply({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "plain", namespace: "default" },
      stringData,
    });
    const etcd = { ETCDCTL_ENDPOINTS: server.etcd };
    const report = await posture({ namespace: "default", policy: defaultPolicy, etcd });
    const line = (name: ChecklistLine) => report.lines.filter((each) => each.line === name)[0];
    const { problems } = line("encryption-at-rest");
    expect(problems).to.have.length(2);
    expect(problems[0]).to.include("unencrypted in etcd: plain.");
    expect(problems[1]).to.include("encrypts no Secret");
    expect(line("audit-logging").problems[0]).to.include("has written no audit event");
    expect(line("image-scanning").problems[0]).to.include("no CronJob");
    expect(line("admission-controllers").problems).to.have.length(2);
    for (const name of ["network-policies", "non-root", "security-contexts"] as const) {
      expect(line(name).result, name).to.equal("unknown");
      expect(line(name).unanswered.join("\n"), name).to.include("no pod runs");
    }
    expect(json(report)).not.to.include("hunter2").and.not.to.include(Buffer.from("hunter2").toString("base64"));
  });

  it("is refused in a word for a namespace, a context or a kubectl that is not there", async () => {
    const message = async (options: Partial<PostureOptions>) => {
      try {
        await posture({ namespace: "default", policy: defaultPolicy, etcd: {}, ...options });
      } catch (error) {
        return (error as Error).message;
      }
      return "no error";
    };
    expect(await message({ namespace: "nowhere" })).to.equal(
      "context orchestrix-local has no namespace nowhere: deploy the stack first, or name another context",
    );
    expect(await message({ context: "nowhere" })).to.equal("context nowhere not found");
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    expect(await message({})).to.match(/^kubectl cannot be run: install it/);
    process.env.PATH = path;
  });
});
