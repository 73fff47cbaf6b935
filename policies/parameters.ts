/** What a stack declares to be intended: the rules refuse everything else of the kind. */
export interface PolicyParameters {
  /** Prefixes of image references that may run. */
  readonly registries: readonly string[];
  /** ServiceAccounts whose API token may be mounted. */
  readonly apiClients: readonly string[];
  /** Roles that may list and watch Secrets. */
  readonly secretReaders: readonly string[];
  /** Services that may be of type NodePort or LoadBalancer. */
  readonly exposedServices: readonly string[];
}

/** Name of a parameter, as in the configuration of the policy pack. */
export type ParameterName = keyof PolicyParameters;

/** What applies where nothing is declared. */
export const defaultParameters: PolicyParameters = {
  registries: ["docker.io/", "cr.weaviate.io/", "ghcr.io/", "quay.io/", "registry.k8s.io/"],
  apiClients: [],
  secretReaders: [],
  exposedServices: [],
};

/** Each parameter in words, for the schema of the pack's configuration. */
export const parameterDescriptions: Readonly<Record<ParameterName, string>> = {
  registries: 'Prefixes of image references that may run, such as "registry.example.com/team/".',
  apiClients: "ServiceAccounts whose API token may be mounted.",
  secretReaders: "Roles that may list and watch Secrets.",
  exposedServices: "Services that may be of type NodePort or LoadBalancer.",
};
