import { expect } from "chai";
import { engineError } from "../../operations/engineError";

describe("the error that an operation is reported to have failed by", () => {
  const refusal = "PersistentVolumeClaim orchestrix-pilot/redis-data can not be less than status.capacity";

  it("is what the engine names first, not its closing line", () => {
    expect(engineError(`Diagnostics:\n    error: preview failed\n    error: ${refusal}\n    error: another`)).to.equal(
      refusal,
    );
  });

  it("is the refusal of an object, not the connection that the program lost because of it", () => {
    const lost = "One or more errors occurred: 14 UNAVAILABLE: Connection dropped";
    expect(engineError(`    error: ${lost}\n    error: preview failed\n    error: ${refusal}\n`)).to.equal(refusal);
    expect(engineError(`    error: failed to run remediation: context canceled\n    error: ${refusal}\n`)).to.equal(
      refusal,
    );
    expect(engineError(`    error: ${lost}\n`), "when nothing else is known").to.equal(lost);
  });

  it("points at the engine's output when that names none", () => {
    expect(engineError("killed")).to.equal("see the engine's output above");
  });
});
