import { stack } from "./stack";

describe("scaling back, long after the load", () => {
  it("shrinks episodic-memory to its minimum when the load is gone", async function () {
    this.timeout(480_000);
    const replicas = async () => (await stack.object("deployment", "episodic-memory")).spec.replicas as number;
    const seconds = await stack.until("episodic-memory has its 2 replicas", 450, async () => (await replicas()) === 2);
    stack.note("waited for the autoscaler to shrink (it looks back 5 minutes)", `${seconds} s`);
  });
});
