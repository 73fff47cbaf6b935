/** Contents of a ConfigMap with one secret, by what is in it. None of them opens anything. */
export const secretFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a password as a key": { DATABASE_PASSWORD: "hunter2" },
  "a default password": { POSTGRES_PASSWORD: "postgres" },
  "an API key as a key": { "api-key": "0123-abcd" },
  "a random word as a value": { SESSION: "q7Rk2Zx9Lm4Tb8Vw1Yc6" },
  "a password in a YAML file": { "application.yaml": "database:\n  user: app\n  password: hunter2 # for now\n" },
  "a password in quotes in a YAML file": { "application.yaml": "database:\n  password: '*hunter2!'\n" },
  "a password in flow YAML": { "application.yaml": "database: {user: app, password: hunter2}\nlog: info\n" },
  "a password in a .env file": { ".env": "USER=app\nexport DB_PASSWORD=hunter2\n" },
  "a secret key in an INI file": { "grafana.ini": "[security]\nsecret_key = SW2YcwTIb9zp\n" },
  "a password in a JSON file": { "config.json": '{\n  "user": "app",\n  "password": "hunter2"\n}\n' },
  "a password in JSON on one line": {
    "config.json": '{"tls":true,"token":false,"db":{"user":"a","password":"hunter2"}}',
  },
  "a password in a Redis configuration": { "redis.conf": "port 6379\nrequirepass hunter2\n" },
  "a password in SQL": { "init.sql": "create database app;\nalter role app password 'hunter2';\n" },
  "a password in a script": { "start.sh": "#!/bin/sh\npassword=hunter2\nexec app\n" },
  "a password in a URL": { DATABASE_URL: "postgresql://app:hunter2@postgres:5432/app" },
  "a password in a URL in a file": { "app.toml": '[cache]\nurl = "redis://:hunter2@redis:6379/0"\n' },
  "a private key": { "tls.key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\n" },
  "an access key of AWS": { "credentials.txt": "[default]\nkey AKIAABCDEFGHIJKLMNOP\n" },
  "a token of GitHub": { "hub.txt": `login: bot\nuse ghp_${"a1B2".repeat(9)}\n` },
};

/** Annotations with one secret, by what is in it. */
export const secretAnnotations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a password": { "example.com/password": "hunter2" },
  "a token": { "example.com/api-token": "s3cr3t" },
  "a URL with a password": { "example.com/source": "https://bot:hunter2@git.example.com/app" },
  "a password in JSON": { "example.com/settings": '{"user":"app","password":"hunter2"}' },
  "a random word": { "example.com/session": "q7Rk2Zx9Lm4Tb8Vw1Yc6" },
};

/** Contents of a ConfigMap that only look as if there were a secret in them. */
export const innocentFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "paths, names, times, switches": {
    PASSWORD_FILE: "/run/secrets/password",
    DATABASE_PASSWORD: "/run/secrets/password",
    SECRET_NAME: "application-secrets",
    TOKEN_TTL: "15m",
    API_KEY: "$(API_KEY)",
    REQUIRE_PASSWORD: "true",
    MAX_TOKEN: "4096",
    EMPTY_SECRET: "",
    IMAGE: `docker.io/library/redis:7.2@sha256:${"0123456789abcdef".repeat(4)}`,
    UUID: "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
  },
  "references in files": {
    "application.yaml":
      "password_file: /run/secrets/password\npassword: ${DATABASE_PASSWORD}\ntoken: $(TOKEN)\nsecret: {{ .Secret }}\n" +
      "password: <from the Secret>\nimagePullSecret: registry\nchecksum/secrets: 0a1b\nurl: postgresql://app:${PASSWORD}@postgres/app\n",
    "grafana.ini": "[security]\nadmin_password = $__file{/run/secrets/admin-password}\n;secret_key =\n",
    ".env": "PASSWORD=${PASSWORD}\nTOKEN=\nPASSWORD_MIN_LENGTH=32\n",
    "redis.conf": "requirepass $REDIS_PASSWORD\n# requirepass is added at the start\n",
    "postgresql.conf": "password_encryption = scram-sha-256\nssl_key_file = '/run/tls/tls.key'\n",
  },
  "a script": {
    "start.sh":
      "#!/bin/sh\n# The password: 32 characters or more, from the Secret.\npassword=${REDISCLI_AUTH:-}\n" +
      'token=$(cat /run/secrets/token)\n[ "${#password}" -ge 32 ] || fail "password: too short, see the Secret"\n' +
      'printf "requirepass \\"%s\\"\\n" "$password"\ncurl --header "Authorization: Bearer $token" http://app\n' +
      "psql --command \"alter role app password '$password'\"\n",
    "job.py":
      'import os\npassword = os.environ["PASSWORD"]\ntoken = request.token\nconnect(user=user, password=password)\n' +
      "connect(\n    password=password,\n)\ndef login(token: str, password: string): ...\n",
  },
  "rules of Prometheus": {
    "alerts.yaml":
      'groups:\n  - name: secrets\n    rules:\n      - alert: SecretMissing\n        expr: kube_secret_info{secret="app", namespace="x"} == 0\n' +
      '        for: 5m\n        annotations:\n          summary: "The token: it expires at {{ $value }}"\n',
    "prometheus.yml":
      "scrape_configs:\n  - job_name: api\n    authorization:\n      credentials_file: /run/secrets/token\n" +
      "    static_configs:\n      - targets: ['redis:9121', 'http://app:8080/@x']\n",
  },
  "a dashboard": {
    "dashboard.json": JSON.stringify({
      uid: "PBFA97CFB590B2093",
      title: "Tokens and secrets",
      templating: { list: [{ name: "token", type: "query", query: "label_values(up, token)", regex: "/.*/" }] },
      panels: [{ type: "stat", targets: [{ expr: 'sum(rate(tokens_total{token="a"}[5m]))', refId: "A" }] }],
    }),
  },
  "a certificate": {
    "ca.crt": `-----BEGIN CERTIFICATE-----\nMIIDBTCCAe2gAwIBAgIIQ3sCrt8Ck4AwDQYJKoZIhvcNAQEL\n${"a1B2c3D4".repeat(8)}\n-----END CERTIFICATE-----\n`,
  },
};

/** Annotations that only look as if there were a secret in them. */
export const innocentAnnotations: readonly Readonly<Record<string, string>>[] = [
  {},
  { "checksum/secret": "0123456789abcdef".repeat(4), "checksum/password": "abc" },
  {
    "nginx.ingress.kubernetes.io/auth-tls-secret": "default/ca",
    "nginx.ingress.kubernetes.io/auth-secret": "basic-auth",
    "csi.storage.k8s.io/node-publish-secret-name": "s3",
    "vault.hashicorp.com/agent-inject-token": "true",
    "example.com/password-file": "/run/secrets/password",
    "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/app",
  },
  {
    "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { annotations: { "checksum/config": "0123456789abcdef".repeat(4) } },
      spec: {
        template: {
          spec: {
            containers: [
              {
                image: `docker.io/library/redis:7.2@sha256:${"0123456789abcdef".repeat(4)}`,
                env: [
                  { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "application-secrets", key: "password" } } },
                ],
              },
            ],
            imagePullSecrets: [{ name: "registry" }],
          },
        },
      },
    }),
  },
];
