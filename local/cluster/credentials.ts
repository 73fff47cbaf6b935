import { generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** Who talks to the API server, with the names and groups that Kubernetes' own RBAC roles expect. */
const users = {
  admin: { name: "orchestrix:admin", groups: ["system:masters"] },
  "kube-controller-manager": { name: "system:kube-controller-manager", groups: [] },
  "kube-scheduler": { name: "system:kube-scheduler", groups: [] },
  kwok: { name: "orchestrix:simulator", groups: [] },
} as const;

export type UserName = keyof typeof users;

const secretFile = { mode: 0o600 };
const day = 24 * 60 * 60 * 1000;

/** Where a control plane keeps its credentials; only their owner can read them. */
export function credentialPaths(home: string) {
  const pki = join(home, "pki");
  return {
    /** Bearer tokens, one user a line. */
    tokens: join(pki, "tokens.csv"),
    serviceAccountKey: join(pki, "service-accounts.key"),
    serviceAccountPublicKey: join(pki, "service-accounts.pub"),
    /** How Secrets are encrypted in etcd, with the key. */
    encryption: join(pki, "encryption.yaml"),
    /** Folder in which the API server makes its own serving certificate. */
    serving: join(pki, "serving"),
    /** That certificate followed by its authority's: what clients trust. */
    certificate: join(pki, "serving", "apiserver.crt"),
    kubeconfig: (user: UserName) => (user === "admin" ? join(home, "kubeconfig") : join(pki, `${user}.kubeconfig`)),
  };
}

/**
 * Makes what the API server needs before its start, keeping what is there: tokens that stay valid and a key without
 * which stored Secrets are lost.
 */
export function ensureServerCredentials(home: string): void {
  const paths = credentialPaths(home);
  mkdirSync(join(home, "pki"), { recursive: true, mode: 0o700 });
  once(paths.tokens, () =>
    Object.entries(users)
      .map(
        ([user, { name, groups }]) =>
          `${randomBytes(32).toString("base64url")},${name},${user},"${groups.join(",")}"\n`,
      )
      .join(""),
  );
  once(paths.encryption, encryptionConfiguration);
  if (!existsSync(paths.serviceAccountPublicKey)) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    write(paths.serviceAccountKey, privateKey.export({ type: "sec1", format: "pem" }).toString());
    write(paths.serviceAccountPublicKey, publicKey.export({ type: "spki", format: "pem" }).toString());
  }
  // The API server makes its certificate for a year and does not renew it.
  if (existsSync(paths.certificate)) {
    const { validTo } = new X509Certificate(readFileSync(paths.certificate));
    if (Date.parse(validTo) - Date.now() < 30 * day) rmSync(paths.serving, { recursive: true });
  }
}

/** Writes every user's kubeconfig for the API server at `server`. The API server must have made its certificate. */
export function writeKubeconfigs(home: string, server: string): void {
  const paths = credentialPaths(home);
  const authority = readFileSync(paths.certificate).toString("base64");
  for (const user of Object.keys(users) as UserName[]) {
    write(
      paths.kubeconfig(user),
      stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "orchestrix-local",
        clusters: [{ name: "orchestrix-local", cluster: { server, "certificate-authority-data": authority } }],
        users: [{ name: user, user: { token: readToken(home, user) } }],
        contexts: [{ name: "orchestrix-local", context: { cluster: "orchestrix-local", user } }],
      }),
    );
  }
}

/** The bearer token of a user. */
export function readToken(home: string, user: UserName): string {
  const lines = readFileSync(credentialPaths(home).tokens, "utf8").split("\n");
  const token = lines.map((line) => line.split(",")).find(([, name]) => name === users[user].name)?.[0];
  if (token === undefined) {
    throw new Error(
      `${credentialPaths(home).tokens} has no token of ${users[user].name}: wipe this control plane and start it anew.`,
    );
  }
  return token;
}

/** The template that a self-managed cluster is told to use, with a key of this control plane's own. */
function encryptionConfiguration(): string {
  const template = readFileSync(join(__dirname, "../../docs/cluster/encryption-configuration.yaml"), "utf8");
  return template.replace("REPLACE_WITH_A_KEY", randomBytes(32).toString("base64"));
}

function once(path: string, content: () => string): void {
  if (!existsSync(path)) write(path, content());
}

/** Whole or not at all: a start that is interrupted leaves no half file behind. */
function write(path: string, content: string): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, content, secretFile);
  chmodSync(temporary, secretFile.mode);
  renameSync(temporary, path);
}
