import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ensureBuilt } from "../../local/toolchain/build";
import { describeProgram } from "../../local/toolchain/program";
import { requireServers, serverPath } from "./realServers";
import { StartedScript } from "./startedScript";

const root = join(__dirname, "../..");
const folder = join(root, ".github/workflows");
const files = readdirSync(folder);

/** What each job may do with its token, and why it could not with less. */
const permissions: Record<string, Record<string, Record<string, string>>> = {
  "pull-request.yml": {
    test: { contents: "read" },
    policy: { contents: "read" },
    // The comment, and the findings on the lines that they are about.
    report: { contents: "read", "pull-requests": "write", "security-events": "write" },
    images: { contents: "read" },
  },
  // The identity with which a run logs in to the cluster.
  "deploy.yml": {
    preview: { contents: "read", "id-token": "write" },
    deploy: { contents: "read", "id-token": "write" },
  },
};

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  permissions?: Record<string, string>;
  container?: string;
  environment?: string;
  "timeout-minutes"?: number;
  steps: Step[];
}

const workflow = (file: string) => parse(readFileSync(join(folder, file), "utf8"));
const jobs = files.flatMap((file) =>
  Object.entries(workflow(file).jobs as Record<string, Job>).map(([name, job]) => ({ file, name, job })),
);

describe("the workflows", () => {
  it("have no finding of actionlint, nor their scripts of shellcheck", async function () {
    requireServers(this, "shellcheck");
    const actionlint = await ensureBuilt(
      describeProgram("actionlint", join(root, "local/toolchain/modules/actionlint"), {
        module: "github.com/rhysd/actionlint",
        goPackage: "github.com/rhysd/actionlint/cmd/actionlint",
        buildTime: "30 s",
      }),
      console.log,
    );
    const lint = (...paths: string[]) =>
      spawnSync(actionlint, ["-no-color", ...paths], { cwd: root, encoding: "utf8", env: { PATH: serverPath() } });
    const { status, stdout, stderr } = lint(...files.map((file) => join(folder, file)));
    expect(status, stdout + stderr).to.equal(0);

    const broken = join(mkdtempSync(join(tmpdir(), "workflow-")), "broken.yml");
    writeFileSync(broken, "on: push\njobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: 'cp $HOME/a b' }] } }\n");
    expect(lint(broken).stdout, "shellcheck looks at the steps").to.match(/SC2086/);
    rmSync(join(broken, ".."), { recursive: true });
  });

  it("use actions and images of other people by a commit or digest, with the version beside it", () => {
    const text = files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(uses.length).to.be.greaterThan(5);
    for (const line of uses) expect(line).to.match(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    for (const { job } of jobs) {
      for (const { uses: action } of job.steps) if (action) expect(action).to.match(/@[0-9a-f]{40}$/);
      if (job.container) expect(job.container).to.match(/@sha256:[0-9a-f]{64}$/);
    }
  });

  it("give a job's token what the job needs, and nothing by default", () => {
    const found: typeof permissions = {};
    for (const file of files) expect(workflow(file).permissions, file).to.deep.equal({});
    for (const { file, name, job } of jobs) found[file] = { ...found[file], [name]: job.permissions ?? {} };
    expect(found).to.deep.equal(permissions);
  });

  it("end, keep no credential in the checkout, and stop where a part of a pipe fails", () => {
    for (const file of files) expect(workflow(file).defaults.run.shell, file).to.equal("bash");
    for (const { file, name, job } of jobs) {
      expect(job["timeout-minutes"], `${file} ${name}`).to.be.within(1, 120);
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      expect(checkouts.length, `${file} ${name}`).to.equal(1);
      for (const { with: inputs } of checkouts) expect(inputs).to.include({ "persist-credentials": false });
    }
  });

  it("put nothing that a stranger writes into a script, and no secret where a change's code runs", () => {
    for (const { file, name, job } of jobs) {
      for (const { run } of job.steps) expect(run ?? "", `${file} ${name}`).not.to.include("${{");
      if (!job.environment) expect(JSON.stringify(job), `${file} ${name}`).not.to.match(/secrets\./);
    }
    expect(Object.keys(workflow("pull-request.yml").on as object)).to.deep.equal(["pull_request", "push"]);
    expect(JSON.stringify(files.map(workflow))).not.to.match(/pull_request_target|workflow_run/);
  });

  it("let only the job without the change's code write", () => {
    for (const { file, name, job } of jobs) {
      const writes = Object.entries(job.permissions ?? {}).some(
        ([what, how]) => how === "write" && what !== "id-token",
      );
      if (writes) expect(JSON.stringify(job.steps), `${file} ${name}`).not.to.match(/make|npm|npx|node /);
    }
  });

  it("run commands that the Makefile has", () => {
    const targets = [...readFileSync(join(root, "Makefile"), "utf8").matchAll(/^([a-z0-9-]+):/gm)].map(
      ([, name]) => name,
    );
    const used = jobs.flatMap(({ job }) =>
      job.steps.flatMap(({ run = "" }) => [...run.matchAll(/\bmake (?:-s )?([a-z-]+)/g)].map(([, name]) => name)),
    );
    expect(used).to.include("preview").and.include("compliance").and.include("policy-config");
    expect(targets).to.include.members(used);
    // Not make's: that reads the local control plane.
    expect(JSON.stringify(jobs)).to.include("operations/orchestrix.ts posture --stack");
  });

  it("scan the images of the stack with its own scanner and script, but for the placeholder", () => {
    const workspace = mkdtempSync(join(tmpdir(), "images-"));
    const steps = jobs.find(({ name }) => name === "images")?.job.steps ?? [];
    const [take, scan] = steps.flatMap(({ run }) => run ?? []);
    mkdirSync(join(workspace, "bin"));
    writeFileSync(join(workspace, "bin/docker"), '#!/bin/sh\necho "$*" >docker-arguments\n');
    chmodSync(join(workspace, "bin/docker"), 0o755);
    const environment = { ...process.env, PATH: `${join(workspace, "bin")}:${process.env.PATH ?? ""}` };
    const rendered = join(workspace, "rendered");
    const step = (script: string, more: Record<string, string> = {}) =>
      execFileSync("bash", ["-eo", "pipefail", "-c", script], {
        cwd: workspace,
        env: { ...environment, ...more },
        stdio: "pipe",
      });
    execFileSync("make", ["-s", "render", "STACK=prod", `OUT=${rendered}`], { cwd: root, stdio: "pipe" });
    const variables = join(workspace, "variables");
    step(take.replace(/^make .*$/m, ""), { GITHUB_ENV: variables, NODE_PATH: join(root, "node_modules") });

    const images = readFileSync(join(workspace, "scan/images.txt"), "utf8").trim().split("\n");
    expect(images.join())
      .to.match(/redis/)
      .and.match(/trivy/)
      .and.not.match(/research-engine/);
    const given = Object.fromEntries(
      readFileSync(variables, "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split(/=(.*)/s)),
    ) as Record<string, string>;
    expect(given.SCANNER).to.match(/^ghcr\.io\/aquasecurity\/trivy:.*@sha256:[0-9a-f]{64}$/);
    expect(given.SCAN_SEVERITIES).to.equal("HIGH,CRITICAL");
    step(scan, given);
    expect(readFileSync(join(workspace, "docker-arguments"), "utf8")).to.include(
      `sh ${given.SCANNER} /scripts/scan-images.sh`,
    );
    expect(existsSync(join(root, "components/scanning/scripts/scan-images.sh"))).to.equal(true);
    rmSync(workspace, { recursive: true });
  });
});

describe("the login of a deployment", () => {
  const scripts = join(root, ".github/scripts");

  it("writes a kubeconfig without a credential, which asks for a token", () => {
    const directory = mkdtempSync(join(tmpdir(), "login-"));
    const file = join(directory, "kubeconfig");
    const environment = { CLUSTER_SERVER: "https://cluster.example", CLUSTER_CA: "Y2E=", CLUSTER_AUDIENCE: "prod" };
    execFileSync(join(scripts, "cluster-login.sh"), [file], { env: { PATH: process.env.PATH, ...environment } });
    const { users, clusters } = parse(readFileSync(file, "utf8"));
    expect(clusters[0].cluster).to.deep.equal({
      server: "https://cluster.example",
      "certificate-authority-data": "Y2E=",
    });
    expect(users[0].user.exec).to.include({ command: join(scripts, "cluster-token.sh"), interactiveMode: "Never" });
    const { status, stderr } = spawnSync(join(scripts, "cluster-login.sh"), [file], {
      env: { PATH: process.env.PATH },
    });
    expect(status).not.to.equal(0);
    expect(stderr.toString()).to.match(/set the variable CLUSTER_SERVER/);
    rmSync(directory, { recursive: true });
  });

  it("hands GitHub's token to the client, for the audience, with the request's token in no argument", async () => {
    const requests: IncomingMessage[] = [];
    let answer = '{"count":1,"value":"header.claims.signature"}';
    const server = createServer((request, response) => {
      requests.push(request);
      response.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
    };
    const ask = () =>
      new StartedScript(["sh", join(scripts, "cluster-token.sh"), "https://a b"], environment).finished();
    try {
      const { code, output } = await ask();
      expect(code, output).to.equal(0);
      const { kind, status } = JSON.parse(output) as { kind: string; status: Record<string, string> };
      expect(kind).to.equal("ExecCredential");
      expect(status.token).to.equal("header.claims.signature");
      expect(Date.parse(status.expirationTimestamp) - Date.now()).to.be.within(60_000, 300_000);
      expect(requests[0].headers.authorization).to.equal("bearer request-token");
      const url = new URL(requests[0].url ?? "", "http://x");
      expect(Object.fromEntries(url.searchParams)).to.deep.equal({ "api-version": "2.0", audience: "https://a b" });
      answer = "{}";
      expect(await ask()).to.deep.include({ code: 1, output: "cluster-token: GitHub's answer has no token\n" });
    } finally {
      server.close();
    }
  });
});
