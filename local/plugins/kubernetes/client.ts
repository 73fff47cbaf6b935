import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, CancelledError, UnreachableError } from "./apiErrors";
import type { Json } from "./json";
import type { Connection } from "./kubeconfig";

export interface ApiRequest {
  method: "GET" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string>;
  body?: Json;
  contentType?: string;
}

export interface ApiResponse {
  body: Json;
  /** The server's warnings: deprecations, Pod Security `warn`, admission policies. */
  warnings: string[];
}

/** How long an API server that does not answer is waited for: long enough for a restart of it. */
const patience = 10_000;
/** A single answer may take this long: admission webhooks are allowed 30 s. */
const answerTimeout = 35_000;

interface Answer {
  status: number;
  retryAfter: number | undefined;
  warnings: string[];
  text: string;
}

/** Requests to one API server over a few kept-alive connections, repeated while the server is briefly away. */
export class Client {
  private readonly agent: HttpAgent;
  /** The server stayed away beyond `patience`: until an answer comes, further requests are not repeated. */
  private gaveUp = false;

  constructor(
    readonly connection: Connection,
    private readonly cancelled: AbortSignal,
  ) {
    const options = { keepAlive: true, maxSockets: 8 };
    this.agent =
      connection.server.protocol === "https:"
        ? new HttpsAgent({ ...options, ...connection.tls })
        : new HttpAgent(options);
  }

  /**
   * Sends a request. All requests that the provider makes may be repeated safely: server-side apply and deletion
   * of a named object lead to the same state however often they are done.
   * @throws ApiError when the server refuses, UnreachableError when it stays away, CancelledError.
   */
  async request(request: ApiRequest): Promise<ApiResponse> {
    const deadline = Date.now() + (this.gaveUp ? 0 : patience);
    for (let pause = 200; ; pause = Math.min(pause * 1.6, 1500)) {
      let trouble: Error;
      let wait = pause;
      try {
        const answer = await this.send(request);
        this.gaveUp = false;
        const body = parsed(answer.text);
        if (answer.status < 300) return { body, warnings: answer.warnings };
        trouble = new ApiError(answer.status, body);
        if (answer.status !== 429 && answer.status !== 503) throw trouble;
        wait = answer.retryAfter ?? pause;
      } catch (error) {
        if (this.cancelled.aborted) throw new CancelledError();
        if (error instanceof ApiError || !(error instanceof Error) || !isTransient(error)) throw error;
        trouble = new UnreachableError(this.connection.server.origin, reasonOf(error));
      }
      if (Date.now() + wait > deadline) {
        this.gaveUp = trouble instanceof UnreachableError;
        throw trouble;
      }
      await this.pause(wait);
    }
  }

  /** Waits, unless the operation is cancelled. */
  async pause(milliseconds: number): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.cancelled });
    } catch {
      throw new CancelledError();
    }
  }

  private send({ method, path, query, body, contentType }: ApiRequest): Promise<Answer> {
    const { server } = this.connection;
    const url = new URL(server.pathname.replace(/\/$/, "") + path, server);
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const authorization = this.connection.authorization();
    const headers = {
      Accept: "application/json",
      "User-Agent": "orchestrix-pilot-kubernetes-stand-in",
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(payload === undefined
        ? {}
        : { "Content-Type": contentType ?? "application/json", "Content-Length": Buffer.byteLength(payload) }),
    };
    const start = url.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const sent = start(url, { method, headers, agent: this.agent, signal: this.cancelled }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve(answerOf(response, Buffer.concat(chunks).toString("utf8")));
        });
      });
      sent.setTimeout(answerTimeout, () => {
        sent.destroy(Object.assign(new Error(`no answer within ${answerTimeout / 1000} s`), { code: "ETIMEDOUT" }));
      });
      sent.on("error", reject);
      sent.end(payload);
    });
  }
}

function answerOf(response: IncomingMessage, text: string): Answer {
  const retryAfter = Number(response.headers["retry-after"]);
  const header = response.headers.warning;
  return {
    status: response.statusCode ?? 0,
    retryAfter: retryAfter > 0 ? retryAfter * 1000 : undefined,
    // A header such as: 299 - "would violate PodSecurity \"restricted:latest\": ...", 299 - "..."
    warnings: [...(header ?? "").matchAll(/\b299 \S+ ("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '""']) =>
      unquoted(quoted),
    ),
    text,
  };
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function isTransient(error: Error): boolean {
  const code = "code" in error ? String(error.code) : "";
  return /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code);
}

function reasonOf(error: Error): string {
  const code = "code" in error ? String(error.code) : "";
  if (code === "ECONNREFUSED") return "connection refused";
  if (code === "ECONNRESET" || code === "EPIPE") return "the connection was cut";
  return error.message;
}
