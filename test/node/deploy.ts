import { expect } from "chai";
import { stack } from "./stack";

describe("deployment", () => {
  it("gets from nothing to ready, with Pod Security restricted enforced and no warning from the API server", async () => {
    const begun = Date.now();
    const { changes } = await stack.run("up");
    stack.note("up from nothing to ready", `${Math.round((Date.now() - begun) / 1000)} s, ${changes.create} resources`);
    expect(changes).to.have.all.keys("create");
    expect(stack.output).not.to.match(/warning/i);
    expect(stack.output).to.match(/all \d+ checks passed/);
    const { metadata } = JSON.parse(await stack.ask("get", "namespace", "orchestrix-pilot", "--output", "json"));
    expect(metadata.labels["pod-security.kubernetes.io/enforce"]).to.equal("restricted");
    for (const { name } of await stack.pods()) {
      const { status } = await stack.object("pod", name);
      for (const { ready, restartCount } of status.containerStatuses)
        expect({ ready, restartCount }, name).to.deep.equal({ ready: true, restartCount: 0 });
    }
  });

  it("has nothing to change afterwards", async () => {
    expect((await stack.run("preview")).changes).to.have.all.keys("same");
  });
});
