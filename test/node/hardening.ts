import { existsSync } from "node:fs";
import { expect } from "chai";
import { mountOptions, type ProcessStatus, processesOf } from "./processes";
import { stack } from "./stack";

describe("inside every container, read from its running processes", () => {
  const all: [pod: string, process: ProcessStatus][] = [];
  before(async () => {
    for (const { name, uid } of await stack.pods()) {
      const processes = processesOf(uid);
      expect(processes, name).not.to.have.length(0);
      for (const process of processes) all.push([name, process]);
    }
    stack.note("processes examined", all.length);
  });

  it("nothing runs as root, with a capability, or could gain one", () => {
    for (const [pod, { uid, capabilities, noNewPrivileges, name }] of all) {
      expect(uid, `${pod} ${name}`).to.be.greaterThan(0);
      expect(BigInt(`0x${capabilities}`), `${pod} ${name}`).to.equal(0n);
      expect(noNewPrivileges, `${pod} ${name}`).to.equal(1);
    }
  });

  it("every system call passes a seccomp filter", () => {
    for (const [pod, { seccomp, name }] of all) expect(seccomp, `${pod} ${name}`).to.equal(2);
  });

  it("the root file system is read-only", () => {
    for (const [pod, { pid, name }] of all) expect(mountOptions(pid, "/"), `${pod} ${name}`).to.match(/^ro\b/);
  });

  it("there is no service-account token, but in Prometheus, which reads metrics of the cluster", () => {
    const folders = ["run/secrets/kubernetes.io", "var/run/secrets/kubernetes.io"];
    const withToken = all.filter(([, { pid }]) => folders.some((folder) => existsSync(`/proc/${pid}/root/${folder}`)));
    expect([...new Set(withToken.map(([pod]) => pod.replace(/-[a-z0-9]+-[a-z0-9]+$/, "")))]).to.eql(["prometheus"]);
  });
});

describe("what breaks a hardening rule", () => {
  const namespace = ["--namespace", "orchestrix-pilot"];

  for (const [what, command, says] of [
    [
      "an image by tag",
      ["set", "image", "deployment/redis", "redis=docker.io/library/redis:7.2"],
      /image-digest: container redis/,
    ],
    [
      "a password in the environment",
      ["set", "env", "deployment/redis", "REDIS_PASSWORD=hunter2hunter2"],
      /secret-literals: container redis.*REDIS_PASSWORD/,
    ],
    [
      "a Service open to the world",
      ["expose", "deployment/redis", "--name=open", "--type=NodePort"],
      /service-exposure/,
    ],
    [
      "a debugging container that may write to its root",
      ["debug", "POD", "--image=docker.io/library/busybox:1.36", "--profile=restricted"],
      /read-only-root-filesystem: container debugger|image-digest: container debugger/,
    ],
  ] as const) {
    it(`is refused by the API server: ${what}`, async () => {
      const [pod] = await stack.pods("redis");
      const named = command.map((word) => (word === "POD" ? pod.name : word));
      const refusal = await stack.ask(...namespace, ...named).then(
        (accepted) => `accepted: ${accepted}`,
        (error: unknown) => String(error),
      );
      // Without the command, which the error repeats.
      const [, answer = ""] = refusal.split("denied request: ");
      expect(answer, refusal).to.match(says).and.not.include("hunter2");
    });
  }
});

describe("the hardening checklist, read from the cluster", () => {
  it("passes every line that a namespace can keep; what is the cluster's is noted", async () => {
    const { lines } = await stack.posture();
    for (const { line, result, problems, unanswered } of lines) {
      stack.note(`posture: ${line}`, [result, ...problems, ...unanswered].join("; "));
    }
    const kept = lines.filter(({ line }) => namespaceLines.includes(line));
    expect(kept).to.have.length(namespaceLines.length);
    for (const { line, result, problems, unanswered } of kept) {
      expect(result, `${line}: ${[...problems, ...unanswered].join("; ")}`).to.equal("passed");
    }
  });
});

/** The lines that do not depend on the API server's flags, nor on a scan, which stack e2e has not. */
const namespaceLines = ["network-policies", "rbac", "non-root", "security-contexts", "admission-controllers"];
