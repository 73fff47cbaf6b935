import {
  Metadata,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { NotReadyError } from "./state";
import { marksOf } from "./objects";
import type { Provider } from "./provider";
import { decode, encode } from "./structs";
import { changes } from "./diff";
import { writePath } from "./json";

/** The version of the genuine provider whose place this one takes. */
const version = "4.34.2";

/** The gRPC service that the engine calls, on top of a provider. Methods that are missing answer "unimplemented". */
export function serviceOf(provider: Provider): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => Promise.resolve(new PluginInfo().setVersion(version))),

    attach: unary((request: PluginAttach) => {
      provider.attach(request.getAddress());
      return Promise.resolve(new Empty());
    }),

    checkConfig: unary((request: messages.CheckRequest) =>
      Promise.resolve(new messages.CheckResponse().setInputs(request.getNews())),
    ),

    diffConfig: unary((request: messages.DiffRequest) => {
      const found = changes(decode(request.getOldInputs() ?? request.getOlds()).value, decode(request.getNews()).value);
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      return Promise.resolve(
        new messages.DiffResponse()
          .setChanges(found.length > 0 ? DIFF_SOME : DIFF_NONE)
          .setDiffsList(found.map(({ path }) => writePath(path))),
      );
    }),

    configure: unary((request: messages.ConfigureRequest) => {
      provider.configure(decode(request.getArgs()).value);
      return Promise.resolve(
        new messages.ConfigureResponse()
          .setAcceptsecrets(true)
          .setSupportspreview(true)
          .setAcceptresources(false)
          .setAcceptoutputs(true),
      );
    }),

    check: unary(async (request: messages.CheckRequest) => {
      const news = decode(request.getNews());
      const { inputs, failures } = await provider.check({
        urn: request.getUrn(),
        news: news.value,
        olds: decode(request.getOlds()).value,
        randomSeed: request.getRandomseed_asU8(),
      });
      return new messages.CheckResponse()
        .setInputs(encode(inputs, marksOf(inputs, news.secrets)))
        .setFailuresList(
          failures.map(({ property, reason }) => new messages.CheckFailure().setProperty(property).setReason(reason)),
        );
    }),

    diff: unary(async (request: messages.DiffRequest) => {
      const plan = await provider.plan({
        urn: request.getUrn(),
        olds: decode(request.getOlds()).value,
        oldInputs: decode(request.getOldInputs()).value,
        news: decode(request.getNews()).value,
        ignoreChanges: request.getIgnorechangesList(),
      });
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      const response = new messages.DiffResponse()
        .setChanges(plan.changes.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList([...new Set(plan.changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path))])
        .setReplacesList(plan.changes.filter(({ replaces }) => replaces).map(({ path }) => path))
        .setDeletebeforereplace(plan.deleteBeforeReplace)
        .setHasdetaileddiff(true);
      for (const { path, kind, replaces } of plan.changes) {
        const { Kind } = messages.PropertyDiff;
        const inPlace = { add: Kind.ADD, delete: Kind.DELETE, update: Kind.UPDATE }[kind];
        const replacing = { add: Kind.ADD_REPLACE, delete: Kind.DELETE_REPLACE, update: Kind.UPDATE_REPLACE }[kind];
        response.getDetaileddiffMap().set(path, new messages.PropertyDiff().setKind(replaces ? replacing : inPlace));
      }
      return response;
    }),

    create: unary(async (request: messages.CreateRequest) => {
      const { id, properties } = await provider.create({
        urn: request.getUrn(),
        inputs: decode(request.getProperties()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      return new messages.CreateResponse().setId(request.getPreview() ? "" : id).setProperties(properties);
    }),

    update: unary(async (request: messages.UpdateRequest) => {
      const { properties } = await provider.update({
        urn: request.getUrn(),
        inputs: decode(request.getNews()),
        olds: decode(request.getOlds()).value,
        ignoreChanges: request.getIgnorechangesList(),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      return new messages.UpdateResponse().setProperties(properties);
    }),

    read: unary(async (request: messages.ReadRequest) => {
      const { id, properties, inputs } = await provider.read({
        urn: request.getUrn(),
        id: request.getId(),
        inputs: decode(request.getInputs()),
        properties: decode(request.getProperties()),
      });
      return new messages.ReadResponse().setId(id).setProperties(properties).setInputs(inputs);
    }),

    delete: unary(async (request: messages.DeleteRequest) => {
      await provider.remove({
        urn: request.getUrn(),
        id: request.getId(),
        properties: decode(request.getProperties()).value,
        timeout: request.getTimeout(),
      });
      return new Empty();
    }),

    invoke: unary((request: messages.InvokeRequest) => {
      throw new Error(
        `the function ${request.getTok()} is not supported by the stand-in for the Kubernetes provider; ` +
          "declare the objects as resources, or install the genuine plugin",
      );
    }),

    cancel: unary(() => {
      provider.cancel();
      return Promise.resolve(new Empty());
    }),
  };
}

function unary<Request, Response>(answer: (request: Request) => Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => {
          reply(null, response);
        },
        (error: unknown) => {
          reply(wireError(error));
        },
      );
  };
}

/** An error as the engine expects it; one of an object that is there but not ready carries the object's state. */
function wireError(error: unknown): { code: status; details: string; metadata?: Metadata } {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof NotReadyError)) return { code: status.UNKNOWN, details: message };
  const detail = new messages.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(error.properties)
    .setInputs(error.inputs)
    .setReasonsList(error.reasons);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([packed]);
  const metadata = new Metadata();
  // The place where gRPC carries structured errors.
  metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}
