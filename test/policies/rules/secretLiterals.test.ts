import { secretLiterals as rule } from "../../../policies/rules/secretLiterals";
import { emptyLists, moreContainers, type PodChange, testRule } from "../ruleCases";

const env =
  (...variables: object[]): PodChange =>
  (pod) => {
    pod.containers[0].env = variables;
  };

const run =
  (command: string[], args?: string[]): PodChange =>
  (pod) => {
    Object.assign(pod.containers[0], { command, args });
  };

const found = (name: string, where: string) =>
  `container ${name}, env|command|args: what looks like a secret is written out in ${where}`;

testRule(rule, {
  kept: {
    ...emptyLists,
    "a variable from a Secret": env(
      { name: "SECRET_KEY", valueFrom: { secretKeyRef: { name: "application-secrets", key: "api-keys" } } },
      { name: "PASSWORD", value: "" },
      { name: "TOKEN" },
    ),
    "references and harmless variables": env(
      { name: "DATABASE_URL", value: "postgres://app:$(PASSWORD)@postgres:5432/app" },
      { name: "PASSWORD_FILE", value: "/run/secrets/password" },
      { name: "TOKEN_TTL", value: "3600" },
    ),
    "a command that reads a secret": run(
      ["sh", "-c", 'export REDIS_PASSWORD="$(cat /run/secrets/redis)"\nexec redis-server'],
      ["--requirepass", "$(REDIS_PASSWORD)", "--token-file=/x"],
    ),
  },
  broken: {
    "variables, named without their values": [
      env(
        { name: "REDIS_PASSWORD", value: "hunter2" },
        { name: "MODE", value: "fast" },
        { name: "DATABASE", value: "postgres://app:hunter2@postgres/app" },
      ),
      found("app", "variable REDIS_PASSWORD, variable DATABASE"),
    ],
    "a flag and its value": [run(["serve"], ["--password", "hunter2"]), found("app", "the command line")],
    "a flag with a value": [run(["serve", "--api-key=abc"]), found("app", "the command line")],
    "a script": [run(["sh", "-c", "set -e; export TOKEN=abc; exec serve"]), found("app", "the command line")],
    "both, in one message": [
      (pod, object) => {
        env({ name: "API_KEY", value: "abc" })(pod, object);
        run([], ["--token=abc"])(pod, object);
      },
      found("app", "variable API_KEY, the command line"),
    ],
    "init and ephemeral containers": [
      moreContainers({ env: [{ name: "PASSWORD", value: "hunter2" }] }),
      found("prepare", "variable PASSWORD"),
      found("debug", "variable PASSWORD"),
    ],
  },
});
