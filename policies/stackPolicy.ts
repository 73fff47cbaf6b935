import { apiClients } from "../components/monitoring/servers";
import { type Settings } from "../components/settings";
import { engineTopology } from "../components/topology";
import { defaultParameters } from "./parameters";
import type { Declarations } from "./stackObjects";
import type { PolicyContext } from "./variables";

/** What the rules must know of a stack to judge its objects. */
export interface StackPolicy {
  readonly context: PolicyContext;
  readonly declarations: Declarations;
  /** A throw-away stack: what it cannot keep only warns there. */
  readonly lenient: boolean;
}

/** For objects of which no stack is known: nothing is declared, nothing excepted, nothing lenient. */
export const defaultPolicy: StackPolicy = {
  context: { parameters: defaultParameters, exceptions: [] },
  declarations: {},
  lenient: false,
};

/** For a stack of this project. */
export function stackPolicy(settings: Settings): StackPolicy {
  const { environment } = settings;
  return {
    context: {
      parameters: {
        ...defaultParameters,
        registries: settings["policy.registries"],
        apiClients: apiClients(settings),
      },
      exceptions: settings["policy.exceptions"],
    },
    declarations: { topology: engineTopology(settings), production: environment === "production" },
    lenient: environment === "local" || environment === "e2e",
  };
}
