import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** How the service answers its users: rightly, with errors, after two seconds, or by closing every connection. */
export type Behaviour = "well" | "failing" | "slow" | "hanging up";

/** Upper edges of the histogram's buckets in seconds, with the one that the runbook's threshold needs. */
const edges = [0.1, 0.5, 1, 2];
/** Content type without which Prometheus refuses what it scrapes. */
export const metricsType = "text/plain; version=0.0.4";

const slowMilliseconds = 2300;
const millisecondsBetweenRequests = 200;

interface Counted {
  requests: Record<string, number>;
  durations: number[];
}

/**
 * A small HTTP service that measures its requests as the contract says: `http_requests_total` and
 * `http_request_duration_seconds` with handler, method and status; and a user who sends it five requests a second.
 * What it counts and how long that took is measured, not made up.
 */
export class ContractService {
  behaviour: Behaviour = "well";
  private readonly counted = new Map<string, Counted>();
  private server: Server | undefined;
  private user: NodeJS.Timeout | undefined;

  constructor(private readonly port: number) {}

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      if (this.behaviour === "hanging up") request.socket.destroy();
      else if (request.url === "/metrics") response.setHeader("content-type", metricsType).end(this.metrics());
      else void this.answer(request.url ?? "", response);
    });
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    this.user ??= setInterval(() => {
      // The service counts it; what the user thinks of a failure is of no interest.
      fetch(`http://127.0.0.1:${this.port}/work`).then(
        (response) => response.arrayBuffer(),
        () => undefined,
      );
    }, millisecondsBetweenRequests);
  }

  /** Ends the service; its user goes on asking. */
  async stop(): Promise<void> {
    if (!this.server?.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  async remove(): Promise<void> {
    clearInterval(this.user);
    await this.stop();
  }

  private async answer(handler: string, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const isWork = handler === "/work";
    if (isWork && this.behaviour === "slow") await pause(slowMilliseconds);
    response.statusCode = isWork && this.behaviour === "failing" ? 500 : 200;
    response.end();
    const counted = this.counted.get(handler) ?? { requests: {}, durations: [] };
    const status = `${Math.floor(response.statusCode / 100)}xx`;
    counted.requests[status] = (counted.requests[status] ?? 0) + 1;
    counted.durations.push((performance.now() - start) / 1000);
    this.counted.set(handler, counted);
  }

  private metrics(): string {
    const lines = [...this.counted].flatMap(([handler, { requests, durations }]) => {
      const labels = `handler="${handler}",method="GET"`;
      const within = (edge: number) => durations.filter((seconds) => seconds <= edge).length;
      return [
        ...Object.entries(requests).map(([status, n]) => `http_requests_total{${labels},status="${status}"} ${n}`),
        ...edges.map((edge) => `http_request_duration_seconds_bucket{${labels},le="${edge}"} ${within(edge)}`),
        `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${durations.length}`,
        `http_request_duration_seconds_sum{${labels}} ${durations.reduce((sum, seconds) => sum + seconds, 0)}`,
        `http_request_duration_seconds_count{${labels}} ${durations.length}`,
      ];
    });
    return `${lines.join("\n")}\n`;
  }
}
