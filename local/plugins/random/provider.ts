import { isDeepStrictEqual } from "node:util";
import type { CheckResult, CreateResult, DiffResult, Provider } from "@pulumi/pulumi/provider";
import type { Kind } from "./kind";
import { randomId } from "./identifiers";
import { randomPassword, randomString } from "./strings";
import { reveal, typeOf, type Properties } from "../values";

const KINDS = new Map<string, Kind>([
  ["random:index/randomPassword:RandomPassword", randomPassword],
  ["random:index/randomString:RandomString", randomString],
  ["random:index/randomId:RandomId", randomId],
]);

/**
 * A stand-in for the genuine Pulumi provider `random`, for machines that cannot download it: RandomPassword, RandomString
 * and RandomId. A value is drawn once, when the resource is created, and stays until an input changes, which replaces the
 * resource. Previews draw nothing: Pulumi's provider server does not call a provider that makes no previews.
 */
export class RandomProvider implements Provider {
  constructor(readonly version: string) {}

  check(urn: string, _olds: Properties, news: Properties): Promise<CheckResult> {
    const kind = kindOf(urn);
    const failures = kind.check(kind.withDefaults(reveal(news) as Properties));
    return Promise.resolve({ inputs: kind.withDefaults(news), failures });
  }

  /** State holds the inputs next to the outputs; any input that differs makes a new value. */
  diff(_id: string, urn: string, olds: Properties, news: Properties): Promise<DiffResult> {
    const before = reveal(olds) as Properties;
    const after = reveal(news) as Properties;
    const replaces = kindOf(urn).inputs.filter((name) => !isDeepStrictEqual(before[name], after[name]));
    return Promise.resolve({ changes: replaces.length > 0, replaces });
  }

  create(urn: string, inputs: Properties): Promise<CreateResult> {
    const { id, outputs } = kindOf(urn).generate(reveal(inputs) as Properties);
    return Promise.resolve({ id, outs: { ...inputs, ...outputs } });
  }
}

function kindOf(urn: string): Kind {
  const type = typeOf(urn);
  const kind = KINDS.get(type);
  if (kind === undefined) {
    throw new Error(
      `${type} is not part of the stand-in for the random provider, which has only ${[...KINDS.keys()].join(", ")}: ` +
        "install the genuine plugin (pulumi plugin install resource random) or use one of these",
    );
  }
  return kind;
}
