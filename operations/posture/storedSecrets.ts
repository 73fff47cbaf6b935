import { readFileSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request as plain, type RequestOptions } from "node:http";
import { request as secure } from "node:https";

/** What the API server puts before every encrypted value in etcd. */
export const encryptedPrefix = "k8s:enc:";

/** Where etcd is, in the variables that etcdctl reads. Only the first endpoint is asked. */
export interface EtcdEnvironment {
  /** `https://host:port`, `http://host:port` or `unix:///path/of/the/socket`. */
  readonly ETCDCTL_ENDPOINTS?: string;
  /** File with the certificate authority of etcd. */
  readonly ETCDCTL_CACERT?: string;
  /** File with the client certificate. */
  readonly ETCDCTL_CERT?: string;
  /** File with the client certificate's key. */
  readonly ETCDCTL_KEY?: string;
}

/** How a namespace's Secrets are stored; only names are kept. Or why that could not be read. */
export type StoredSecrets =
  { readonly secrets: readonly { readonly name: string; readonly encrypted: boolean }[] } | { readonly unread: string };

interface Range {
  readonly kvs?: readonly { readonly key: string; readonly value: string }[];
}

/** Looks at the stored bytes of a namespace's Secrets through etcd's JSON gateway. Undefined where no etcd is named. */
export async function readStoredSecrets(
  namespace: string,
  environment: EtcdEnvironment,
): Promise<StoredSecrets | undefined> {
  const [endpoint] = environment.ETCDCTL_ENDPOINTS?.split(",") ?? [];
  if (!endpoint) return undefined;
  const folder = `/registry/secrets/${namespace}`;
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  try {
    // All keys that start with the folder and a slash: up to the one with the next character in the slash's place.
    const body = JSON.stringify({ key: base64(`${folder}/`), range_end: base64(`${folder}0`) });
    const { kvs = [] } = JSON.parse(await post(endpoint, "/v3/kv/range", body, environment)) as Range;
    return {
      secrets: kvs.map(({ key, value }) => ({
        name: Buffer.from(key, "base64").toString().slice(`${folder}/`.length),
        encrypted: Buffer.from(value.slice(0, 16), "base64").toString("latin1").startsWith(encryptedPrefix),
      })),
    };
  } catch (error) {
    // The text of what etcd answered is not shown: it may hold what is stored.
    const reason = error instanceof SyntaxError ? "its answer is no JSON" : (error as Error).message;
    return { unread: `etcd at ${endpoint}: ${reason}` };
  }
}

function post(endpoint: string, path: string, body: string, environment: EtcdEnvironment): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = open(endpoint, environment, { path, method: "POST", timeout: 10_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`it answered ${response.statusCode ?? "nothing"}`));
      });
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error("it does not answer within 10 s")));
    request.end(body);
  });
}

function open(
  endpoint: string,
  { ETCDCTL_CACERT, ETCDCTL_CERT, ETCDCTL_KEY }: EtcdEnvironment,
  options: RequestOptions,
  onResponse: (response: IncomingMessage) => void,
): ClientRequest {
  if (endpoint.startsWith("unix://")) {
    return plain({ ...options, socketPath: endpoint.slice("unix://".length) }, onResponse);
  }
  if (endpoint.startsWith("http://")) return plain(endpoint, options, onResponse);
  if (!endpoint.startsWith("https://"))
    throw new Error("ETCDCTL_ENDPOINTS must start with https://, http:// or unix://");
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file));
  const credentials = { ca: read(ETCDCTL_CACERT), cert: read(ETCDCTL_CERT), key: read(ETCDCTL_KEY) };
  return secure(endpoint, { ...options, ...credentials }, onResponse);
}
