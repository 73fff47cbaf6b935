import { expect } from "chai";
import { json, markdown, terminal } from "../../../operations/posture/format";
import {
  evidence,
  exitCode,
  type Findings,
  lineReport,
  problem,
  together,
  unanswered,
} from "../../../operations/posture/report";

const report = (...findings: Findings[]) => ({
  namespace: "checked",
  context: "here",
  time: "2026-11-24T11:00:00.000Z",
  lines: findings.map((each) => lineReport("rbac", each)),
});

describe("posture report", () => {
  it("passes a line only with evidence and without an open question", () => {
    expect(lineReport("rbac", evidence("seen")).result).to.equal("passed");
    expect(lineReport("rbac", together(evidence("seen"), unanswered("why"))).result).to.equal("unknown");
    expect(lineReport("rbac", together(evidence("seen"), unanswered("why"), problem("bad"))).result).to.equal("failed");
  });

  it("does not know what nothing was found out about, and says so", () => {
    const { result, unanswered: open } = lineReport("rbac", together());
    expect(result).to.equal("unknown");
    expect(open).to.deep.equal(["nothing was found in the cluster that answers this line"]);
  });

  it("tells once what was found twice", () => {
    expect(together(problem("a", "a"), problem("a", "b")).problems).to.deep.equal(["a", "b"]);
  });

  it("has an exit code for passed, failed and unknown", () => {
    expect(exitCode(report(evidence("seen")))).to.equal(0);
    expect(exitCode(report(evidence("seen"), unanswered("why")))).to.equal(2);
    expect(exitCode(report(unanswered("why"), problem("bad")))).to.equal(1);
  });

  it("is read on a terminal with what is wrong first", () => {
    const text = terminal(report(together(evidence("six roles"), problem("a wildcard"), unanswered("no rights"))));
    expect(text.split("\n")).to.deep.equal([
      "Security posture of namespace checked (context here, 2026-11-24T11:00:00.000Z)",
      "",
      "FAILED   RBAC properly configured with least privilege",
      "           problem: a wildcard",
      "           not known: no rights",
      "           seen: six roles",
      "",
      "0 passed, 1 failed, 0 unknown",
    ]);
  });

  it("is a Markdown table whose cells nothing that was found can leave", () => {
    const row = markdown(report(problem("a | b <img src=x>\n`c` [d](e)")))
      .split("\n")
      .at(-1);
    expect(row).to.equal(
      "| RBAC properly configured with least privilege | failed | problem: a \\| b &lt;img src=x> \\`c\\` \\[d\\](e) |",
    );
  });

  it("lets nothing that was found move the cursor of a terminal", () => {
    expect(terminal(report(problem("a\u001b[2Jb\r\nc\u009bd"))).split("\n")[3]).to.match(/problem: a \[2Jb c d$/);
  });

  it("is itself as JSON", () => {
    const given = report(problem("bad"));
    expect(JSON.parse(json(given))).to.deep.equal(given);
  });
});
