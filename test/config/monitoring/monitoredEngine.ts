import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { AlertmanagerServer } from "../alertmanagerServer";
import { minute } from "./compressedTime";
import { ContractService, metricsType } from "./contractService";
import { DatastorePods } from "./datastorePods";
import { Loopback } from "./loopback";
import { PrometheusServer } from "./prometheusServer";
import { prometheus, routing } from "./shippedMonitoring";

/** Those of whom it only counts here that they live. */
const played = ["weaviate", "grafana", "jaeger"];

/**
 * The engine of a stack on this machine: real stores, exporters, Prometheus and Alertmanager as they are shipped, and a
 * small service in place of each of the application's two. Weaviate, Grafana and Jaeger answer every request with an
 * empty page.
 */
export class MonitoredEngine {
  readonly alertmanager = new AlertmanagerServer(minute);
  readonly prometheus: PrometheusServer;
  readonly stores: DatastorePods;
  readonly services: Readonly<Record<"episodic-memory" | "reputation-service", ContractService>>;
  private readonly standIns: Server[];

  private constructor(private readonly loopback: Loopback) {
    this.prometheus = new PrometheusServer(prometheus, loopback);
    this.stores = new DatastorePods(loopback);
    this.services = {
      "episodic-memory": new ContractService(loopback.port("episodic-memory", 8081)),
      "reputation-service": new ContractService(loopback.port("reputation-service", 8090)),
    };
    this.standIns = prometheus.topology.applications
      .filter(({ name }) => played.includes(name))
      .flatMap(({ name, ports }) => ports.map(({ port }) => standIn(loopback.port(name, port))));
  }

  /** Starts everything, Prometheus last. */
  static async start(): Promise<MonitoredEngine> {
    const engine = new MonitoredEngine(await Loopback.of(prometheus.topology));
    try {
      await Promise.all([
        engine.stores.start(),
        engine.alertmanager.start(routing(), engine.loopback.port("alertmanager", 9093)),
        ...Object.values(engine.services).map((service) => service.start()),
      ]);
      await engine.prometheus.start();
      return engine;
    } catch (error) {
      await engine.remove();
      throw error;
    }
  }

  async remove(): Promise<void> {
    await this.prometheus.remove();
    await Promise.all([
      this.alertmanager.stop(),
      this.stores.remove(),
      ...Object.values(this.services).map((service) => service.remove()),
      ...this.standIns.map(async (server) => {
        server.closeAllConnections();
        await once(server.close(), "close");
      }),
    ]);
  }
}

function standIn(port: number): Server {
  const server = createServer((_, response) => response.setHeader("content-type", metricsType).end());
  return server.listen(port, "127.0.0.1");
}
