import { interpolate, secret } from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random/randomId";
import { expect } from "chai";
import { PolicyVerdict } from "../../operations/policyVerdict";
import type { KubernetesObject } from "../../policies/kubernetesObject";
import { namespace, podOf } from "../policies/given";
import { program } from "./anotherProgram";
import { AnotherProject, type Judged } from "./anotherProject";

/** A value that nothing may show. */
const password = "correct-horse-battery-staple";

/** A program with one thing wrong, and what is said of it. */
interface Case {
  readonly what: string;
  readonly object: string;
  readonly change?: (object: any) => void;
  readonly says: readonly string[];
}

const container = (object: any) => podOf(object).containers[0];

const writable = (object: any) => {
  container(object).securityContext.readOnlyRootFilesystem = false;
};

const cases: readonly Case[] = [
  {
    what: "a container",
    object: "deployment",
    change: writable,
    says: ["read-only-root-filesystem: container app, securityContext.readOnlyRootFilesystem: the root file system is"],
  },
  {
    what: "a pod",
    object: "scan",
    change: (object) => {
      podOf(object).hostNetwork = true;
    },
    says: ["host-namespaces: "],
  },
  {
    what: "a Role",
    object: "role",
    change: (object) => {
      object.rules[0].verbs = ["*"];
    },
    says: ["rbac-wildcards: rules: there is a wildcard in verbs. Name the API groups"],
  },
  {
    what: "a secret in a ConfigMap",
    object: "rules",
    change: (object) => {
      object.data.password = password;
    },
    says: ["secret-in-config-map: data: "],
  },
  {
    what: "a secret in the environment",
    object: "deployment",
    change: (object) => {
      container(object).env = [{ name: "DATABASE_PASSWORD", value: password }];
    },
    says: ["secret-literals: container app, "],
  },
  {
    what: "a Service that leads nowhere",
    object: "service",
    change: (object) => {
      object.spec.selector = { app: "another" };
    },
    says: ["dangling-service: spec.selector: the selector selects no pod of the stack. Make the selector"],
  },
  {
    what: "a pod that no rule can read",
    object: "deployment",
    change: (object) => {
      podOf(object).containers = "app";
    },
    says: [`could not be evaluated on Deployment/${namespace}/app: `],
  },
  { what: "no default deny", object: "deny", says: ["default-deny: metadata.name: ", "Add a NetworkPolicy"] },
];

/** What the six rules that can mend complain of. */
const mendable = (object: any) => {
  const pod = podOf(object);
  pod.securityContext = { runAsUser: 1000 };
  delete pod.automountServiceAccountToken;
  container(object).securityContext = {};
  container(object).env = [{ name: "GREETING", value: secret("only for friends") }];
};
const mending = [
  "read-only-root-filesystem",
  "privilege-escalation",
  "capabilities",
  "seccomp-profile",
  "run-as-non-root",
  "service-account-token",
];

const exception = { object: `Deployment/${namespace}/app`, reason: "moves soon", owner: "platform" };
const excepted = (more: object) => ({
  config: { "read-only-root-filesystem": { exceptions: [{ ...exception, expires: "2999-12-31", ...more }] } },
});

describe("the policy pack in another project", function () {
  this.timeout(60_000);
  const project = new AnotherProject();

  before(async function () {
    // The toolchain may have to be built first.
    this.timeout(30 * 60_000);
    await project.start();
    await project.kubectl.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  });
  after(() => project.stop());

  /** Names of the rules that spoke, by how seriously they meant it. */
  const rulesOf = ({ remarks }: Judged, level: string) =>
    remarks.filter(({ enforcementLevel }) => enforcementLevel === level).map(({ policyName }) => policyName);

  for (const { what, object, change, says } of cases) {
    it(`stops \`up\` before anything is created: ${what}`, async () => {
      const { ok, output, remarks } = await project.run("up", program(object, change));
      expect(ok, output).to.equal(false);
      for (const text of says) expect(output).to.include(text);
      expect(output + JSON.stringify(remarks)).not.to.include(password);
      const kinds = "serviceaccounts,deployments,services,roles,configmaps,cronjobs,networkpolicies,resourcequotas";
      const { stdout } = await project.kubectl.run(["get", kinds, "--namespace", namespace, "--output=name"]);
      expect(stdout).not.to.match(/\/app$|default-deny/m);
    });
  }

  it("lets an object with an exception pass until the day that it names", async () => {
    const broken = program("deployment", writable);
    expect(await project.run("preview", broken, excepted({}))).to.deep.include({ ok: true, remarks: [] });
    const late = await project.run("preview", broken, excepted({ expires: "2020-12-31" }));
    expect(late.ok).to.equal(false);
    // The exception itself, and what it no longer excuses.
    expect(rulesOf(late, "mandatory")).to.deep.equal(["read-only-root-filesystem", "read-only-root-filesystem"]);
    expect(late.output).to.include("it expired on 2020-12-31").and.include("the root file system is writable");
  });

  it("accepts no exception that nobody answers for", async () => {
    const { ok, output } = await project.run(
      "preview",
      program("deployment", writable),
      excepted({ owner: undefined }),
    );
    expect(ok).to.equal(false);
    expect(output).to.include("read-only-root-filesystem").and.include("owner");
  });

  it("only warns of a rule that is configured to be advisory", async () => {
    const config = { "read-only-root-filesystem": { enforcementLevel: "advisory" } };
    const judged = await project.run("preview", program("deployment", writable), { config });
    expect(judged.ok).to.equal(true);
    expect(rulesOf(judged, "advisory")).to.deep.equal(["read-only-root-filesystem"]);
    expect(judged.output).to.include("[advisory]").and.include("the root file system is writable");
  });

  it("says that it could not judge a value that is not known yet, which `deploy` takes for a refusal", async () => {
    const judged = await project.run("preview", () => {
      const build = new RandomId("build", { byteLength: 32 });
      return program("deployment", (object) => {
        container(object).image = interpolate`docker.io/library/redis:7.2@sha256:${build.hex}`;
      })();
    });
    expect(judged.ok, judged.output).to.equal(true);
    expect(rulesOf(judged, "advisory")).to.include("image-digest").and.not.include("read-only-root-filesystem");
    const verdict = new PolicyVerdict();
    for (const event of judged.events) verdict.hear(event);
    expect(verdict.refusal).to.match(
      /could not be evaluated on Deployment deployment: can't run policy '[\w-]+' from policy pack/,
    );
  });

  it("lets a compliant program pass without a remark, also when all of it is there", async () => {
    expect(await project.run("up", program())).to.deep.include({ ok: true, remarks: [] });
    expect(await project.run("preview", program())).to.deep.include({ ok: true, remarks: [] });
  });

  it("mends nothing unless it is told to", async () => {
    const judged = await project.run("up", program("deployment", mendable));
    expect(judged.ok).to.equal(false);
    expect(rulesOf(judged, "mandatory")).to.have.members(mending);
  });

  it("mends what it is told to, and leaves secrets secret", async () => {
    const config = Object.fromEntries(mending.map((rule) => [rule, { enforcementLevel: "remediate" }]));
    const { ok, output, remarks } = await project.run("up", program("deployment", mendable), { config });
    expect(ok, output).to.equal(true);
    expect(remarks).to.deep.equal([]);
    const live = await project.kubectl.get<KubernetesObject>("deployment", "app", "--namespace", namespace);
    const pod = podOf(live);
    expect(pod.automountServiceAccountToken).to.equal(false);
    expect(pod.securityContext).to.deep.equal({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(pod.containers[0].securityContext).to.deep.equal({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod.containers[0].env).to.deep.equal([{ name: "GREETING", value: "only for friends" }]);
    expect(project.storedState() + output).not.to.include("only for friends");
  });
});
