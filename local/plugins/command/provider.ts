import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { CheckResult, CreateResult, DiffResult, Provider, UpdateResult } from "@pulumi/pulumi/provider";
import { redactor } from "./redaction";
import { CommandFailure, Shell, type Output } from "./shell";
import { hasSecret, reveal, secret, secretTexts, typeOf, type Properties } from "../values";

const COMMAND = "command:local:Command";
const INPUTS = [
  "addPreviousOutputInEnv",
  "create",
  "delete",
  "dir",
  "environment",
  "interpreter",
  "logging",
  "stdin",
  "triggers",
  "update",
];
/** Lines of a failed command's output that its error shows. */
const TAIL = 20;

/** Takes what commands write while they run; `EngineLog` outside of tests. */
export interface Log {
  info(urn: string, message: string): void;
  flush(): Promise<void>;
}

/** The inputs of a Command, without secret marks. */
interface CommandInputs {
  create?: string;
  update?: string;
  delete?: string;
  interpreter?: string[];
  dir?: string;
  environment?: Record<string, string>;
  stdin?: string;
  logging?: "stdout" | "stderr" | "stdoutAndStderr" | "none";
  addPreviousOutputInEnv?: boolean;
}

/**
 * A stand-in for the genuine Pulumi provider `command`, for machines that cannot download it: local Command without assets
 * and archives. `create`, `update` and `delete` run in updates, never in previews: Pulumi's provider server does not call a
 * provider that makes no previews. If an input is secret, `stdout` and `stderr` are, and its text is blacked out in
 * logs and errors.
 */
export class CommandProvider implements Provider {
  readonly #shell = new Shell();

  constructor(
    readonly version: string,
    private readonly log: Log,
  ) {}

  check(urn: string, _olds: Properties, news: Properties): Promise<CheckResult> {
    if (typeOf(urn) !== COMMAND) {
      throw new Error(
        `${typeOf(urn)} is not part of the stand-in for the command provider, which has only ${COMMAND}: ` +
          "install the genuine plugin (pulumi plugin install resource command) or use that",
      );
    }
    const failures = ["assetPaths", "archivePaths"]
      .filter((property) => news[property] !== undefined)
      .map((property) => {
        const reason = `${property} needs the genuine command plugin (pulumi plugin install resource command)`;
        return { property, reason };
      });
    return Promise.resolve({ inputs: news, failures });
  }

  /** State holds the inputs next to the outputs. New triggers replace, any other new input updates. */
  diff(_id: string, _urn: string, olds: Properties, news: Properties): Promise<DiffResult> {
    const before = reveal(olds) as Properties;
    const after = reveal(news) as Properties;
    const changed = INPUTS.filter((name) => !isDeepStrictEqual(before[name], after[name]));
    return Promise.resolve({ changes: changed.length > 0, replaces: changed.filter((name) => name === "triggers") });
  }

  async create(urn: string, inputs: Properties): Promise<CreateResult> {
    const outs = await this.#run("create", urn, inputs, {});
    return { id: `command-${randomBytes(4).toString("hex")}`, outs };
  }

  async update(_id: string, urn: string, olds: Properties, news: Properties): Promise<UpdateResult> {
    return { outs: await this.#run(news.update === undefined ? "create" : "update", urn, news, olds) };
  }

  async delete(_id: string, urn: string, props: Properties): Promise<void> {
    await this.#run("delete", urn, props, props);
  }

  /** Stops what is running; the operations that wait for it fail. */
  cancel(): Promise<void> {
    this.#shell.stop();
    return Promise.resolve();
  }

  async #run(which: "create" | "update" | "delete", urn: string, inputs: Properties, olds: Properties) {
    const plain = reveal(inputs) as CommandInputs;
    const previous = reveal({ stdout: olds.stdout ?? "", stderr: olds.stderr ?? "" }) as Output;
    const output = await this.#execute(which, urn, plain, previous, secretTexts([inputs, olds]));
    const mark = hasSecret(inputs) ? secret : (value: unknown) => value;
    return { ...inputs, stdout: mark(output.stdout), stderr: mark(output.stderr) };
  }

  async #execute(
    which: "create" | "update" | "delete",
    urn: string,
    inputs: CommandInputs,
    previous: Output,
    secrets: string[],
  ): Promise<Output> {
    const command = inputs[which];
    if (command === undefined) return previous;
    const logging = inputs.logging ?? "stdoutAndStderr";
    const shows = (stream: keyof Output) => logging === stream || logging === "stdoutAndStderr";
    const redact = redactor(secrets);
    const { interpreter, dir, stdin } = inputs;
    const environment = { ...inputs.environment, ...previousOutput(inputs, previous) };
    try {
      return await this.#shell.run({ command, interpreter, dir, stdin, environment }, (stream, line) => {
        if (shows(stream)) this.log.info(urn, redact(line));
      });
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      const { stdout, stderr } = error.output;
      const shown = [shows("stderr") ? stderr : "", shows("stdout") ? stdout : ""].find((text) => text !== "");
      const tail = shown === undefined ? "" : `\n${redact(shown).split("\n").slice(-TAIL).join("\n")}`;
      throw new Error(redact(`the ${which} command failed: ${error.message}`) + tail, { cause: error });
    } finally {
      await this.log.flush();
    }
  }
}

function previousOutput(inputs: CommandInputs, { stdout, stderr }: Output): Record<string, string> {
  if (inputs.addPreviousOutputInEnv === false) return {};
  return {
    ...(stdout === "" ? {} : { PULUMI_COMMAND_STDOUT: stdout }),
    ...(stderr === "" ? {} : { PULUMI_COMMAND_STDERR: stderr }),
  };
}
