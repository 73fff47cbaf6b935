import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { isObject, listAt, textAt, type Json, type JsonObject } from "./json";

/** How to reach one cluster as one user. */
export interface Connection {
  server: URL;
  /** Namespace of the context, "default" where it names none. */
  namespace: string;
  tls: {
    ca?: string | Buffer;
    cert?: string | Buffer;
    key?: string | Buffer;
    rejectUnauthorized?: boolean;
    servername?: string;
  };
  /** The Authorization header; read anew for each request, so that a token file may rotate. */
  authorization: () => string | undefined;
}

export interface KubeconfigChoice {
  /** A kubeconfig's content, or the path of one. Default: KUBECONFIG, then ~/.kube/config. */
  kubeconfig?: string;
  /** Default: the kubeconfig's current context. */
  context?: string;
  /** Default: the context's cluster. */
  cluster?: string;
}

/** Reads the kubeconfig that applies. Every error names the file and what is missing in it. */
export function loadConnection(choice: KubeconfigChoice): Connection {
  const { config, source, folder } = read(choice.kubeconfig);
  const named = (list: string, entry: string, name: string): JsonObject => {
    const found = listAt(config, list).find((item) => item.name === name);
    if (!isObject(found?.[entry])) {
      throw new Error(`${source} has no ${entry} "${name}"; it has: ${names(config, list) || "none"}`);
    }
    return found[entry];
  };

  const context = named("contexts", "context", choice.context ?? textAt(config, "current-context"));
  const cluster = named("clusters", "cluster", choice.cluster ?? textAt(context, "cluster"));
  const userName = textAt(context, "user");
  const user = userName === "" ? {} : named("users", "user", userName);
  for (const unsupported of ["exec", "auth-provider"]) {
    if (unsupported in user) {
      throw new Error(
        `${source}: user "${userName}" logs in through "${unsupported}", which the stand-in for the Kubernetes ` +
          "provider cannot do; install the genuine plugin (pulumi plugin install resource kubernetes)",
      );
    }
  }

  const content = (object: JsonObject, key: string): string | Buffer | undefined => {
    const data = textAt(object, `${key}-data`);
    if (data !== "") return Buffer.from(data, "base64");
    const path = textAt(object, key);
    return path === "" ? undefined : readFileSync(resolve(folder, path));
  };
  return {
    server: new URL(textAt(cluster, "server")),
    namespace: textAt(context, "namespace") || "default",
    tls: {
      ca: content(cluster, "certificate-authority"),
      cert: content(user, "client-certificate"),
      key: content(user, "client-key"),
      rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
      servername: textAt(cluster, "tls-server-name") || undefined,
    },
    authorization: () => {
      const tokenFile = textAt(user, "tokenFile");
      const token = tokenFile === "" ? textAt(user, "token") : readFileSync(resolve(folder, tokenFile), "utf8").trim();
      return token === "" ? undefined : `Bearer ${token}`;
    },
  };
}

function read(kubeconfig: string | undefined): { config: Json; source: string; folder: string } {
  if (kubeconfig !== undefined && /[\n{]/.test(kubeconfig)) {
    return { config: parse(kubeconfig) as Json, source: "the provider's kubeconfig", folder: process.cwd() };
  }
  // Of several files in KUBECONFIG the first counts: merging them is kubectl's business.
  const path =
    kubeconfig?.replace(/^~(?=\/)/, homedir()) ||
    process.env.KUBECONFIG?.split(delimiter).find((entry) => entry !== "") ||
    join(homedir(), ".kube", "config");
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(
      `cannot read the kubeconfig ${path} (${error instanceof Error ? error.message : String(error)}); set KUBECONFIG ` +
        "or the setting kubernetes:kubeconfig to the kubeconfig of the cluster",
      { cause: error },
    );
  }
  return { config: parse(text) as Json, source: path, folder: dirname(resolve(path)) };
}

function names(config: Json, list: string): string {
  return listAt(config, list)
    .map((item) => textAt(item, "name"))
    .join(", ");
}
