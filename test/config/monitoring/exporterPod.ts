import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { shipped } from "../../../components/monitoring/shipped";
import type { WorkloadArgs } from "../../../components/workload/args";
import { runClient, StartedScript, Volumes } from "../startedScript";
import type { Loopback } from "./loopback";

/** What is not in the shipped pod of an exporter. */
export interface ExporterArgs {
  /** The pod as it is shipped. */
  readonly workload: WorkloadArgs;
  readonly loopback: Loopback;
  /** What the Secrets hold, by key. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Arguments that a test adds. */
  readonly extra?: readonly string[];
  /** Environment that a test adds. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Debian's build of an exporter, with the arguments, environment and configuration of the shipped pod. */
export class ExporterPod {
  /** Shipped arguments that Debian's version does not know, and which it is therefore not given. */
  unknownArguments: readonly string[] = [];
  readonly url: string;
  private readonly volumes = new Volumes();
  private readonly config = this.volumes.add("config");
  private server: StartedScript | undefined;

  constructor(private readonly args: ExporterArgs) {
    const { workload, loopback } = args;
    this.url = `http://127.0.0.1:${loopback.port(workload.application, workload.ports[0].port)}`;
  }

  async start(): Promise<void> {
    const { workload, loopback, secrets = {}, extra = [], environment = {} } = this.args;
    const program = `prometheus-${workload.application}`;
    const help = (await runClient(program, ["--help"], {})).output;
    const isKnown = (argument: string) => help.includes(`-${argument.replace(/^-+/, "").split("=")[0]}`);
    this.unknownArguments = (workload.args ?? []).filter((argument) => !isKnown(argument));
    const config = this.config;
    writeFileSync(join(config, "blackbox.yml"), shipped("blackbox.yml"));
    const args = (workload.args ?? [])
      .filter(isKnown)
      .map((argument) => argument.replace("/etc/blackbox_exporter", config));
    const shippedEnvironment = workload.environment.map(({ name, value, secretKey = "" }) => [
      name,
      value === undefined ? secrets[secretKey] : loopback.rewritten(value),
    ]);
    this.server = new StartedScript(
      [program, ...args, ...extra, `--web.listen-address=${this.url.slice("http://".length)}`],
      { ...Object.fromEntries(shippedEnvironment), ...environment },
    );
    await this.server.until(`${program} answered`, () =>
      fetch(`${this.url}/metrics`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  }

  async kill(): Promise<void> {
    await this.server?.kill();
  }

  async remove(): Promise<void> {
    await this.kill();
    this.volumes.remove();
  }
}
