import { copyFileSync, cpSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { weaviateWorkload } from "../../components/datastores/weaviate";
import type { ApplicationServiceArgs } from "../../components/services/applicationService";
import { episodicMemoryWorkload } from "../../components/services/episodicMemory";
import { reputationServiceWorkload } from "../../components/services/reputationService";
import type { WorkloadArgs } from "../../components/workload/args";
import { applicationFolder, ensurePythonPackages } from "../node/images/python";
import { ensureWeaviate } from "../node/images/weaviate";
import { freePort, StartedScript, Volumes } from "./startedScript";

const datastores = join(__dirname, "../../components/datastores");
const resources = { cpuRequest: "1", cpuLimit: "1", memoryRequest: "1Gi", memoryLimit: "1Gi" };
const service: ApplicationServiceArgs = {
  namespace: "orchestrix-pilot",
  image: `localhost/application:test@sha256:${"1".repeat(64)}`,
  pullSecret: "",
  environment: "e2e",
  logLevel: "INFO",
  workers: 1,
  tracing: false,
  metrics: true,
  resources,
  replicas: { minimum: 1, maximum: 1 },
  zones: 1,
  generations: [1],
};

/** The Secrets' values, as the pods get them. */
export const credentials = {
  redis: "redis-0123456789-0123456789-0123456789",
  weaviate: "weaviate-0123456789-0123456789-012345",
  admin: "admin-0123456789-0123456789-0123456789",
  evaluator: "evaluator-0123456789-0123456789-0123",
  planner: "planner-0123456789-0123456789-0123456",
} as const;

/** The values of a workload's environment; what comes from Secrets is left out. */
function plainEnvironment(workload: WorkloadArgs): Record<string, string> {
  const plain = workload.environment.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(plain) as Record<string, string>;
}

/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON; reading it throws if it is none. */
  readonly json: any;
}

/** A request; the client's address is any of 127.0.0.0/8. */
export interface Call {
  readonly body?: unknown;
  readonly token?: string;
  readonly client?: string;
  readonly timeout?: number;
}

/** A service of the application, run by the command and with the environment that its component gives it. */
export class Service {
  constructor(
    private readonly port: number,
    private readonly process: StartedScript,
  ) {}

  get output(): string {
    return this.process.output;
  }

  call(
    method: string,
    path: string,
    { body, token, client = "127.0.0.1", timeout = 10_000 }: Call = {},
  ): Promise<Answer> {
    const content = body === undefined ? "" : JSON.stringify(body);
    // Node gives the body of a GET no length by itself.
    const headers = {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(content)),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const options = { method, headers, localAddress: client, signal: AbortSignal.timeout(timeout), agent: false };
    return new Promise((resolve, reject) => {
      const sent = request(`http://127.0.0.1:${this.port}${path}`, options, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("error", reject);
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            text,
            get json() {
              return JSON.parse(text);
            },
          });
        });
      });
      sent.on("error", reject);
      sent.end(content);
    });
  }

  /** Asks four times a second, each time as another client: waiting must not use up anybody's share of requests. */
  async until(path: string, status: number): Promise<void> {
    let tries = 0;
    await this.process.until(`${path} answered ${status}`, async () => {
      tries += 1;
      const answer = await this.call("GET", path, { client: `127.1.0.${tries}` }).catch(() => undefined);
      if (answer?.status === status) return true;
      await sleep(250);
      return false;
    });
  }

  finished = () => this.process.finished();
  stop = () => this.process.stop();
  kill = () => this.process.kill();
}

/** The programs of the test image, where a user without rights can run them, and the stores beside it. */
export class ApplicationPods {
  private readonly volumes = new Volumes();
  private readonly application = this.volumes.add("application");
  private readonly weaviateProgram = join(this.application, "weaviate");
  private readonly data = { redis: this.volumes.add("redis"), weaviate: this.volumes.add("weaviate") };
  private readonly run = this.volumes.add("run");
  private readonly started: { kill(): Promise<void> }[] = [];

  private constructor(private readonly ports: Readonly<Record<"redis" | "weaviate" | "grpc", number>>) {}

  static async prepare(report: (line: string) => void): Promise<ApplicationPods> {
    const packages = await ensurePythonPackages(report);
    const weaviate = await ensureWeaviate(report);
    const ports = { redis: await freePort(), weaviate: await freePort(), grpc: await freePort() };
    const pods = new ApplicationPods(ports);
    const filter = (path: string) => !path.includes("__pycache__");
    cpSync(applicationFolder, pods.application, { recursive: true, filter });
    cpSync(packages, join(pods.application, "site"), { recursive: true });
    copyFileSync(weaviate, pods.weaviateProgram);
    return pods;
  }

  episodicMemory(changes: Record<string, string> = {}): Promise<Service> {
    return this.service(episodicMemoryWorkload(service), {
      REDIS_URL: `redis://:${credentials.redis}@127.0.0.1:${this.ports.redis}/0`,
      WEAVIATE_URL: `http://127.0.0.1:${this.ports.weaviate}`,
      WEAVIATE_API_KEY: credentials.weaviate,
      ...changes,
    });
  }

  reputationService(databaseUrl: string, changes: Record<string, string> = {}): Promise<Service> {
    const roles = ["admin", "evaluator", "planner"] as const;
    return this.service(reputationServiceWorkload(service), {
      DATABASE_URL: databaseUrl,
      SECRET_KEY: "signing-0123456789-0123456789-01234567",
      REPUTATION_API_KEYS: roles.map((role) => `${role}:${credentials[role]}`).join(","),
      ...changes,
    });
  }

  /** Redis, by its own start script, on the same data every time. */
  async redis(): Promise<StartedScript> {
    const redis = this.keep(
      new StartedScript(
        ["sh", join(datastores, "scripts/redis-start.sh"), "--port", String(this.ports.redis), "--bind", "127.0.0.1"],
        {
          REDISCLI_AUTH: credentials.redis,
          REDIS_MAXMEMORY: "67108864",
          REDIS_CONFIG: join(datastores, "config/redis.conf"),
          REDIS_DATA_DIR: this.data.redis,
          REDIS_RUN_DIR: this.run,
        },
      ),
    );
    await redis.untilPrinted("Ready to accept connections");
    return redis;
  }

  /** Weaviate, with the environment that its component gives it, on the same data every time. */
  async weaviate(): Promise<StartedScript> {
    const args = { namespace: "", image: "", resources, storage: "", storageClass: "", retain: false, generation: 1 };
    const free = async () => String(await freePort());
    const weaviate = this.keep(
      new StartedScript(
        [this.weaviateProgram, "--host", "127.0.0.1", "--port", String(this.ports.weaviate), "--scheme", "http"],
        {
          ...plainEnvironment(weaviateWorkload(args)),
          AUTHENTICATION_APIKEY_ALLOWED_KEYS: credentials.weaviate,
          PERSISTENCE_DATA_PATH: this.data.weaviate,
          BACKUP_FILESYSTEM_PATH: join(this.data.weaviate, ".backups"),
          CLUSTER_ADVERTISE_ADDR: "127.0.0.1",
          GRPC_PORT: String(this.ports.grpc),
          PROMETHEUS_MONITORING_PORT: await free(),
          CLUSTER_GOSSIP_BIND_PORT: await free(),
          CLUSTER_DATA_BIND_PORT: await free(),
          RAFT_PORT: await free(),
          RAFT_INTERNAL_RPC_PORT: await free(),
        },
      ),
    );
    const url = `http://127.0.0.1:${this.ports.weaviate}/v1/.well-known/ready`;
    await weaviate.until("it was ready", async () => (await fetch(url).catch(() => undefined))?.ok === true);
    return weaviate;
  }

  async remove(): Promise<void> {
    await Promise.all(this.started.map((process) => process.kill()));
    this.volumes.remove();
  }

  private async service(workload: WorkloadArgs, secrets: Record<string, string>): Promise<Service> {
    const [program, module] = workload.command ?? [];
    const port = await freePort();
    const command = [join(this.application, program), module, "--host", "127.0.0.1", "--port", String(port)];
    const environment = { ...plainEnvironment(workload), ...secrets };
    const PYTHONPATH = `${join(this.application, "site")}:${this.application}`;
    return new Service(port, this.keep(new StartedScript(command, { PYTHONPATH, ...environment })));
  }

  private keep<Process extends { kill(): Promise<void> }>(process: Process): Process {
    this.started.push(process);
    return process;
  }
}
