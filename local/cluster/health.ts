import { readFileSync } from "node:fs";
import { request as overHttp } from "node:http";
import { request as overHttps, type RequestOptions } from "node:https";

import { etcdSocket } from "./components";
import { credentialPaths, readToken } from "./credentials";
import { readPorts } from "./ports";
import type { Running } from "./processes";

const patience = 2_000;

/** What a component, running in `home`, answers to the question whether it is ready. */
export async function isHealthy(home: string, running: Running): Promise<boolean> {
  try {
    const ports = readPorts(home);
    if (ports === undefined) return false;
    switch (running.name) {
      case "etcd":
        // By way of the process's working directory, because a socket's path may have no more than 107 characters.
        return (await get(overHttp, { socketPath: `/proc/${running.pid}/cwd/${etcdSocket}`, path: "/health" })).ok;
      case "kube-apiserver":
        return (await getFromServer(home, "/readyz")).ok;
      case "kwok":
        return (await get(overHttp, { host: "127.0.0.1", port: ports.kwok, path: "/healthz" })).ok;
      default:
        // Their certificates live in their memory only, and nothing secret is sent.
        return (
          await get(overHttps, {
            host: "127.0.0.1",
            port: ports[running.name],
            path: "/healthz",
            rejectUnauthorized: false,
          })
        ).ok;
    }
  } catch {
    return false; // It does not answer (yet).
  }
}

/** How many simulated nodes are ready. */
export async function countReadyNodes(home: string): Promise<number> {
  const { ok, body } = await getFromServer(home, "/api/v1/nodes");
  if (!ok) return 0;
  const { items } = JSON.parse(body) as { items: { status: { conditions?: { type: string; status: string }[] } }[] };
  return items.filter((node) =>
    node.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  ).length;
}

/** Whether pods can be created in the namespace `default`, which needs its ServiceAccount. */
export async function hasDefaultServiceAccount(home: string): Promise<boolean> {
  return (await getFromServer(home, "/api/v1/namespaces/default/serviceaccounts/default")).ok;
}

function getFromServer(home: string, path: string): Promise<Answer> {
  return get(overHttps, {
    host: "127.0.0.1",
    port: readPorts(home)?.["kube-apiserver"],
    path,
    ca: readFileSync(credentialPaths(home).certificate),
    headers: { authorization: `Bearer ${readToken(home, "admin")}` },
  });
}

interface Answer {
  ok: boolean;
  body: string;
}

function get(request: typeof overHttp | typeof overHttps, options: RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, agent: false, timeout: patience }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        resolve({ ok: response.statusCode === 200, body });
      });
      response.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error("timeout")));
    asked.on("error", reject);
    asked.end();
  });
}
