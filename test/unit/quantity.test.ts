import { expect } from "chai";
import fc from "fast-check";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../components/workload/quantity";

describe("quantities", () => {
  it("are read as Kubernetes reads them", () => {
    expect(["2", "0.5", "250m", "1.125"].map(parseCpu)).to.deep.equal([2000, 500, 250, 1125]);
    expect(["1024", "1Ki", "512Mi", "2Gi", "1k", "3G"].map(parseBytes)).to.deep.equal([
      1024, 1024, 536870912, 2147483648, 1000, 3000000000,
    ]);
  });

  it("are refused when Kubernetes would read them otherwise or not at all", () => {
    for (const text of ["", "1x", "-1", "0.0001", "1.5m", "Gi", " 1"]) expect(parseCpu(text), text).to.equal(undefined);
    for (const text of ["", "1.5Gi", "2GB", "Gi", "-1Gi", "10 Gi", "1K"])
      expect(parseBytes(text), text).to.equal(undefined);
  });

  it("are written so that they are read back the same", () => {
    fc.assert(fc.property(fc.nat(), (millicores) => parseCpu(formatCpu(millicores)) === millicores));
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseBytes(formatBytes(bytes)) === bytes));
  });

  it("are written as the API server writes them", () => {
    expect([500, 2000, 1250].map(formatCpu)).to.deep.equal(["500m", "2", "1250m"]);
    expect([0, 1001, 2 ** 30, 1536 * 2 ** 20].map(formatBytes)).to.deep.equal(["0", "1001", "1Gi", "1536Mi"]);
    expect([3_000_000_000, 1500].map(formatBytes), "not exact in binary units").to.deep.equal(["3G", "1500"]);
  });
});
