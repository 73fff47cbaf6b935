import { spawn, type ChildProcess } from "node:child_process";
import type { EventEmitter } from "node:events";
import {
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { version } from "@pulumi/pulumi/package.json";
import {
  AboutResponse,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  LanguageHandshakeResponse,
  RunPluginResponse,
  RunResponse,
  type RunPluginRequest,
  type RunRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { infoOf, programLaunch, sdkScript } from "./program";

/** The exit code by which the SDK's runner says that it has already told the person what is wrong (@pulumi/pulumi/cmd/run). */
const ALREADY_REPORTED = 32;

/**
 * A stand-in for Pulumi's language host `nodejs`, for machines that cannot download it. It runs programs and policy packs
 * with the runners of the Pulumi SDK that the project has installed. It installs and lists no dependencies and generates
 * no code.
 */
export class LanguageHost {
  readonly #running = new Set<ChildProcess>();

  /** The gRPC service `LanguageRuntime`; what is not in it answers UNIMPLEMENTED. */
  readonly service: UntypedServiceImplementation = {
    handshake: answer(() => new LanguageHandshakeResponse()),
    getPluginInfo: answer(() => new PluginInfo().setVersion(version)),
    about: answer(() => new AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    // None are announced: the engine loads a plugin when the first resource asks for it.
    getRequiredPackages: answer(() => new GetRequiredPackagesResponse()),
    getProgramDependencies: answer(() => new GetProgramDependenciesResponse()),
    cancel: answer(() => {
      this.stop();
      return new Empty();
    }),
    run: this.#runProgram.bind(this),
    runPlugin: this.#runPolicyPack.bind(this),
  };

  /** @param engine the engine's gRPC address. */
  constructor(private readonly engine: string) {}

  /** Asks every running program and policy pack to end. */
  stop(): void {
    for (const child of this.#running) child.kill("SIGINT");
  }

  /** Runs a program to its end; what it prints goes to our output, which the engine shows. */
  #runProgram(call: ServerUnaryCall<RunRequest, RunResponse>, callback: sendUnaryData<RunResponse>): void {
    try {
      const { args, cwd, env } = programLaunch(call.request, this.engine);
      const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
      this.#track(child, call);
      child.on("error", (error) => {
        callback(failure(error));
      });
      child.on("close", (code, signal) => {
        const response = new RunResponse();
        if (code === ALREADY_REPORTED) response.setBail(true);
        else if (code !== 0) response.setError(`the program ended with ${signal ?? `exit code ${code ?? "?"}`}`);
        callback(null, response);
      });
    } catch (error) {
      callback(failure(error));
    }
  }

  /** Runs a policy pack until the engine is done with it, handing on its output as it comes. */
  #runPolicyPack(call: ServerWritableStream<RunPluginRequest, RunPluginResponse>): void {
    try {
      const kind = call.request.getKind();
      if (kind !== "analyzer") throw new Error(`a plugin of kind ${kind} needs Pulumi's own language host for nodejs`);
      const info = infoOf(call.request);
      const child = spawn(process.execPath, [sdkScript(info, "run-policy-pack"), this.engine, "."], {
        cwd: info.getProgramDirectory(),
        env: Object.fromEntries(call.request.getEnvList().map(splitVariable)),
        stdio: ["ignore", "pipe", "pipe"],
      });
      this.#track(child, call);
      child.stdout.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStdout(chunk)));
      child.stderr.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStderr(chunk)));
      child.on("error", (error) => call.emit("error", failure(error)));
      child.on("close", (code) => {
        call.write(new RunPluginResponse().setExitcode(code ?? 1));
        call.end();
      });
    } catch (error) {
      call.emit("error", failure(error));
    }
  }

  /** A child ends with the call that it serves. */
  #track(child: ChildProcess, call: EventEmitter): void {
    this.#running.add(child);
    child.on("close", () => this.#running.delete(child));
    call.on("cancelled", () => child.kill("SIGINT"));
  }
}

function answer<T>(make: () => T) {
  return (_call: unknown, callback: sendUnaryData<T>) => {
    callback(null, make());
  };
}

function failure(error: unknown) {
  return { code: status.FAILED_PRECONDITION, details: error instanceof Error ? error.message : String(error) };
}

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return [variable.slice(0, at), variable.slice(at + 1)];
}
