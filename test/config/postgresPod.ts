import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { runClient, StartedScript, Volumes, type Finished } from "./startedScript";

const datastores = join(__dirname, "../../components/datastores");

/** Both passwords, as the Secret holds them. */
export interface Passwords {
  superuser: string;
  application: string;
  monitoring: string;
}

/** What the Secret of a new pod holds, unless a test is about passwords. */
export const first: Passwords = {
  superuser: "superuser-0123456789-0123456789abc",
  application: "application-0123456789-0123456789ab",
  monitoring: "monitoring-0123456789-0123456789abc",
};

/** Who logs in where; the password and the address have defaults. */
export interface Login {
  role: "postgres" | "reputation" | "backup" | "monitoring";
  password: string;
  /** Default: the application's. */
  database?: string;
  /** Default: the server's own port, so that the client's address is 127.0.0.1. */
  port?: number;
}

/** The volumes of the PostgreSQL pod and the servers started on them, one after the other, by the real start script. */
export class PostgresPod {
  readonly data: string;
  private readonly environment: Record<string, string>;
  private readonly volumes = new Volumes();
  private readonly secrets: string;
  private readonly command: string[];
  private current: StartedScript | undefined;

  constructor(
    private readonly port: number,
    passwords: Passwords = first,
  ) {
    const config = this.volumes.add("config");
    for (const file of ["config/postgresql.conf", "config/pg_hba.conf", "scripts/postgres-start.sh"]) {
      copyFileSync(join(datastores, file), join(config, file.slice(file.indexOf("/") + 1)));
    }
    this.secrets = this.volumes.add("secrets");
    this.setPasswords(passwords);
    this.data = join(this.volumes.add("volume"), "pgdata");
    this.environment = {
      PGDATA: this.data,
      APPLICATION_ROLE: "reputation",
      APPLICATION_DATABASE: "reputation",
      POSTGRES_CONFIG_DIR: config,
      POSTGRES_SECRETS_DIR: this.secrets,
    };
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${this.volumes.add("run")}`,
    ];
    this.command = [
      "sh",
      join(config, "postgres-start.sh"),
      ...[...settings, "shared_buffers=32MB"].flatMap((setting) => ["-c", setting]),
    ];
  }

  /** What a changed Secret does: the files in the mounted volume change. */
  setPasswords({ superuser, application, monitoring }: Partial<Passwords>): void {
    for (const [key, value] of Object.entries({ superuser, application, monitoring })) {
      if (value !== undefined) {
        writeFileSync(join(this.secrets, `${key}-password`), value);
      }
    }
  }

  /** What a Secret without this key does. */
  removePassword(key: keyof Passwords): void {
    rmSync(join(this.secrets, `${key}-password`));
  }

  /**
   * Starts the pod's one container; one that still runs is killed first. In a pod process numbers begin again at 1, so
   * that the lock file of a killed server names the script of the next start: it does here as well.
   */
  async start(changes: Record<string, string> = {}): Promise<StartedScript> {
    await this.current?.kill();
    const sameNumber = `lock="$PGDATA/postmaster.pid"; [ ! -f "$lock" ] || sed -i "1s/.*/$$/" "$lock"; exec "$@"`;
    const command = ["sh", "-c", sameNumber, "sh", ...this.command];
    this.current = new StartedScript(command, { ...this.environment, ...changes });
    return this.current;
  }

  async startReady(): Promise<StartedScript> {
    const started = await this.start();
    await started.untilPrinted("ready to accept connections");
    return started;
  }

  /** Statements by psql over TCP, each its own transaction; the output has one line a row. */
  sql(
    { role, password, database = "reputation", port = this.port }: Login,
    ...statements: string[]
  ): Promise<Finished> {
    const target = ["-h", "127.0.0.1", "-p", String(port), "-U", role, "-d", database];
    const commands = statements.flatMap((statement) => ["-c", statement]);
    return runClient("psql", ["-XwqAt", "-v", "ON_ERROR_STOP=1", ...target, ...commands], { PGPASSWORD: password });
  }

  /** Runs the action with a port whose connections reach the server from another address than the pod's own. */
  async fromOutside<Result>(action: (port: number) => Promise<Result>): Promise<Result> {
    const relay = createServer((client) => {
      const server = connect({ host: "127.0.0.1", port: this.port, localAddress: "127.0.0.2" });
      client.on("error", () => server.destroy());
      server.on("error", () => client.destroy());
      client.pipe(server).pipe(client);
    });
    await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
    try {
      return await action((relay.address() as AddressInfo).port);
    } finally {
      relay.close();
    }
  }

  async remove(): Promise<void> {
    await this.current?.kill();
    this.volumes.remove();
  }
}
