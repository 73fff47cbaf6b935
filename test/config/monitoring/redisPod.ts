import { chmodSync, copyFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { runClient, StartedScript, Volumes } from "../startedScript";

const datastores = join(__dirname, "../../../components/datastores");

/** Bytes that the data may take. */
const maxMemory = 8 * 1024 * 1024;

/** The pod of Redis, whose server is started by the shipped script, and the clients of a test. */
export class RedisPod {
  readonly password = "0123456789abcdef0123456789abcdef";
  private readonly volumes = new Volumes();
  private readonly config = this.volumes.add("config");
  private readonly data = this.volumes.add("data");
  private readonly run = this.volumes.add("run");
  private server: StartedScript | undefined;
  private connections: Socket[] = [];

  constructor(private readonly port: number) {
    for (const file of ["config/redis.conf", "scripts/redis-start.sh"]) {
      copyFileSync(join(datastores, file), join(this.config, file.slice(file.indexOf("/") + 1)));
    }
  }

  async start(): Promise<void> {
    const settings = ["--port", String(this.port), "--bind", "127.0.0.1"];
    this.server = new StartedScript(["sh", join(this.config, "redis-start.sh"), ...settings], {
      REDISCLI_AUTH: this.password,
      REDIS_MAXMEMORY: String(maxMemory),
      REDIS_CONFIG: join(this.config, "redis.conf"),
      REDIS_DATA_DIR: this.data,
      REDIS_RUN_DIR: this.run,
    });
    await this.server.untilPrinted("Ready to accept connections");
  }

  async kill(): Promise<void> {
    await this.server?.kill();
  }

  /** Runs a command of `redis-cli`. */
  async cli(...command: string[]): Promise<void> {
    const target = ["-e", "-h", "127.0.0.1", "-p", String(this.port)];
    const { code, output } = await runClient("redis-cli", [...target, ...command], { REDISCLI_AUTH: this.password });
    if (code !== 0) throw new Error(`redis-cli ${command[0]}: ${output}`);
  }

  /** Writes as many bytes as its memory may hold. One script is either refused or run to its end. */
  async fill(): Promise<void> {
    const value = "x".repeat(64 * 1024);
    const script = `for i = 1, ${maxMemory / value.length} do redis.call("SET", KEYS[1] .. i, ARGV[1]) end`;
    await this.cli("EVAL", script, "1", `fill:${Date.now()}:`, value);
  }

  /** Connects clients that say nothing. */
  async connect(count: number): Promise<void> {
    const opened = Array.from({ length: count }, () => connect({ host: "127.0.0.1", port: this.port }));
    this.connections.push(...opened);
    await Promise.all(
      opened.map(
        (socket) =>
          new Promise<void>((resolve) => {
            // One that is rejected is told so and closed.
            socket.on("error", () => undefined).once("close", resolve);
            socket.once("connect", resolve);
          }),
      ),
    );
  }

  /** Ends the first of these clients, or all. */
  disconnect(count = this.connections.length): void {
    for (const socket of this.connections.splice(0, count)) socket.destroy();
  }

  /** Makes its volume read-only, or writable again. */
  protect(isReadOnly: boolean): void {
    chmodSync(this.data, isReadOnly ? 0o500 : 0o700);
  }

  async remove(): Promise<void> {
    this.disconnect();
    await this.kill();
    this.volumes.remove();
  }
}
