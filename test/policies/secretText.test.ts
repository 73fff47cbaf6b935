import { expect } from "chai";
import { evaluate } from "../../policies/expression";
import { containsSecret, looksSecret } from "../../policies/secretText";

const expression = looksSecret("name", "value");
const looks = (name: string, value: string) => evaluate(expression, { name, value });

describe("secretText", () => {
  const table = (what: string, expected: boolean, cases: readonly (readonly [string, string])[]) => {
    for (const [name, value] of cases) {
      it(`${what}: ${name}=${value.split("\n").join("\\n").slice(0, 60)}`, () => {
        expect(looks(name, value)).to.equal(expected);
      });
    }
  };

  table("secret by its name", true, [
    ["PASSWORD", "hunter2"],
    ["REDIS_PASSWORD_1", "x"],
    ["clientSecret", "foo"],
    ["api-key", "abc"],
    ["APIKEYS", "abc"],
    ["AWS_SECRET_ACCESS_KEY", "minioadmin"],
    ["GITHUB_TOKEN_PROD", "abc"],
    ["CREDENTIALS", "user:pass"],
    ["PASSPHRASE", "correct horse battery staple"],
  ]);

  table("not secret in spite of its name", false, [
    ["PASSWORD", ""],
    ["PASSWORD", "/run/secrets/password"],
    ["PASSWORD", "$(DATABASE_PASSWORD)"],
    ["PASSWORD", "${DATABASE_PASSWORD}"],
    ["GF_SECURITY_ADMIN_PASSWORD", "$__file{/run/secrets/admin}"],
    ["GF_SECURITY_ADMIN_PASSWORD__FILE", "run/secrets/admin"],
    ["PASSWORD_FILE", "secrets/password"],
    ["SECRET_NAME", "application-secrets"],
    ["TOKEN_URL", "https://login.example.com/token"],
    ["TOKEN", "https://login.example.com/token"],
    ["TOKEN_TTL", "1h"],
    ["TOKEN_ISSUER", "example"],
    ["MAX_TOKENS", "4096"],
    ["ENABLE_API_KEY", "true"],
    ["SECRET_ROTATION", "off"],
    ["TOKENIZER_MODEL", "cl100k_base"],
    ["AUTHENTICATION_APIKEY_USERS", "admin,reader"],
    ["ACCESS_KEY_ID", "minio"],
  ]);

  table("secret by its form", true, [
    ["X", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"],
    ["X", "-----BEGIN PRIVATE KEY-----\nMIIE"],
    ["X", "AKIAIOSFODNN7EXAMPLE"],
    ["X", `ghp_${"a".repeat(36)}`],
    ["X", `gho_${"1".repeat(36)}`],
    ["X", "github_pat_11abcdefg0abcdefghijkl"],
    ["X", "xoxb-123456789012-abcdef"],
    ["X", `sk-${"a".repeat(40)}`],
    ["X", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln"],
    ["X", "https://hooks.slack.com/services/T0001/B0001/xxxxxxxx"],
    ["X", "postgres://user:hunter2@postgres:5432/app"],
    ["X", "redis://:hunter2@redis:6379"],
  ]);

  table("not secret in spite of its form", false, [
    ["X", "-----BEGIN PUBLIC KEY-----"],
    ["X", "postgres://user:$(PASSWORD)@postgres:5432/app"],
    ["X", "postgres://user:${PASSWORD}@postgres:5432/app"],
    ["X", "postgres://user@postgres:5432/app"],
    ["X", "http://prometheus:9090/a@b"],
    ["X", "task-force"],
  ]);

  table("secret by chance", true, [
    ["X", "q7Gd0Vx2Lm9PzT4kWb1Ry8"],
    ["X", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"],
    ["X", "connect to redis as q7Gd0Vx2Lm9PzT4kWb1Ry8=="],
    ["X", '{"salt":"q7Gd0Vx2Lm9PzT4kWb1Ry8"}'],
  ]);

  table("not by chance", false, [
    ["X", "123e4567-e89b-12d3-a456-426614174000"],
    ["X", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["X", `docker.io/library/redis:7.2@sha256:${"0123456789abcdef".repeat(4)}`],
    ["X", "/opt/Q7gD0vX2lM9pZt4KwB1rY8"],
    ["X", "EpisodicMemoryP95LatencyHigh"],
    ["X", "AbCdEfGhIjKlMnOpQrStUvWxYz"],
    ["X", "A1a".repeat(20)],
    ["X", "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n-----END CERTIFICATE-----"],
    ["X", "sha256-q7Gd0Vx2Lm9PzT4kWb1Ry8q7Gd0Vx2Lm9PzT4kWb1Ry8="],
  ]);

  table("secret by what a text gives a value to", true, [
    ["X", "serve --password=x"],
    ["X", "serve --token x --port 80"],
    ["X", "serve --tls=true --password 'hunter2'"],
    ["X", "export PASSWORD=hunter2"],
    ["X", "[security]\nadmin_password = hunter2"],
    ["X", "basic_auth:\n  username: a\n  password: hunter2\n"],
    ["X", '{\n  "token": "abc"\n}'],
  ]);

  table("not by what a text gives no value to", false, [
    ["X", "serve --password $PASSWORD --token=$(TOKEN)"],
    ["X", 'serve --requirepass "$(cat /run/secrets/redis)"'],
    ["X", "serve --password-file /x --token-file=/y --secret=true"],
    ["X", "serve --token"],
    ["X", "credentials_file: /x\ntoken: ''\npassword: 10\nsecret: <from the vault>"],
    ["X", "kubectl get secret application-secrets"],
    ["X", "Count the tokens: they matter"],
  ]);

  it("finds the form of a known secret in any amount of text", () => {
    const value = `${"nothing to see\n".repeat(20000)}AKIAIOSFODNN7EXAMPLE\n`;
    expect(evaluate(containsSecret("value"), { value })).to.equal(true);
  });
});
