import { expect } from "chai";
import { stack } from "./stack";

describe("destroy", () => {
  it("is refused while the data is protected, and changes nothing", async () => {
    const before = await stack.pods();
    const { message } = await stack.failure("destroy");
    expect(message).to.match(/cannot be deleted/);
    expect(stack.output).to.match(/protected/);
    expect((await stack.pods()).map(({ uid }) => uid)).to.have.members(before.map(({ uid }) => uid));
  });

  it("leaves nothing but the claims, and the namespace that holds them, once it is unprotected", async () => {
    await stack.unprotect();
    await stack.run("destroy");
    const kinds =
      "deployments,statefulsets,pods,services,secrets,networkpolicies,horizontalpodautoscalers,poddisruptionbudgets,resourcequotas,limitranges,roles,rolebindings";
    await stack.until(
      "the pods have ended",
      130,
      async () => (await stack.ask("get", "pods", "--namespace", "orchestrix-pilot", "--output", "name")) === "",
    );
    expect(await stack.ask("get", kinds, "--namespace", "orchestrix-pilot", "--output", "name")).to.equal("");
    expect(
      (await stack.ask("get", "persistentvolumeclaims", "--namespace", "orchestrix-pilot", "--output", "name")).split(
        "\n",
      ),
    ).to.have.length(5);
  });

  it("finds all its data when it is deployed again", async () => {
    await stack.run("up");
    await stack.until(
      "the application answers",
      60,
      async () => (await stack.request("episodic-memory", "/count")).status === 200,
    );
    const { body } = await stack.request("episodic-memory", "/count");
    expect(body.redis).to.be.greaterThan(0);
    expect(body.weaviate).to.equal(body.redis);
  });
});
