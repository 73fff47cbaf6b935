import { type Kubectl, KubectlError } from "./kubectl";
import type { LiveObjects } from "./liveObjects";
import { evidence, type Findings, problem, together, unanswered } from "./report";

/** Something that a subject could do. */
interface Right {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  /** API group; defaults to the core group. */
  readonly group?: string;
  /** Of the whole cluster, not of the namespace. */
  readonly clusterWide?: boolean;
}

/** Who is asked about. */
interface Subject {
  readonly name: string;
  readonly user: string;
  readonly groups: readonly string[];
  readonly rights: readonly Right[];
}

const rbac = "rbac.authorization.k8s.io";

/** What makes its holder everything: nobody in the namespace may have it. */
const takingOver: readonly Right[] = [
  { verb: "*", group: "*", resource: "*" },
  { verb: "escalate", group: rbac, resource: "roles" },
  { verb: "bind", group: rbac, resource: "roles" },
  { verb: "create", group: rbac, resource: "rolebindings" },
  { verb: "create", resource: "serviceaccounts", subresource: "token" },
  { verb: "impersonate", resource: "serviceaccounts" },
  { verb: "impersonate", resource: "users", clusterWide: true },
  { verb: "get", resource: "nodes", subresource: "proxy", clusterWide: true },
];

/** What a workload needs only if it is declared to call the API server. */
const reaching: readonly Right[] = [
  ...["get", "list", "watch", "create", "update", "delete"].map((verb) => ({ verb, resource: "secrets" })),
  { verb: "create", resource: "pods" },
  { verb: "create", resource: "pods", subresource: "exec" },
  { verb: "create", resource: "pods", subresource: "attach" },
  { verb: "patch", resource: "pods", subresource: "ephemeralcontainers" },
  ...["deployments", "statefulsets", "daemonsets", "replicasets"].flatMap((resource) =>
    ["create", "patch"].map((verb) => ({ verb, group: "apps", resource })),
  ),
  ...["jobs", "cronjobs"].map((resource) => ({ verb: "create", group: "batch", resource })),
];

/** What whoever has no account would read first. */
const looking: readonly Right[] = ["pods", "configmaps", "services", "events"].map((resource) => ({
  verb: "list",
  resource,
}));

/**
 * What the authorizer says: which of the rights that make a workload dangerous the namespace's ServiceAccounts have,
 * whoever reaches the API server without an account, and whoever has any account.
 *
 * @param apiClients ServiceAccounts that are declared to call the API server.
 */
export async function rightsFindings(
  kubectl: Kubectl,
  namespace: string,
  live: LiveObjects,
  apiClients: readonly string[],
): Promise<Findings> {
  const accounts = live
    .of("ServiceAccount")
    .flatMap(({ metadata: { name = "" } }) => account(namespace, name, apiClients));
  const questions = [...accounts, ...everybody].flatMap((subject) =>
    subject.rights.map((right) => ({ subject, right })),
  );
  try {
    const answers = await kubectl.answers(
      questions.map(({ subject, right }) => review(namespace, subject, right)),
      "{.status.allowed} {.status.reason}",
    );
    const problems = questions.flatMap(({ subject, right }, index) => {
      const [allowed, ...reason] = answers[index].split(" ");
      if (allowed !== "true") return [];
      const why = reason.length === 0 ? "" : ` (${reason.join(" ")})`;
      return [`${subject.name} may ${words(right)}${why}. Take the right away.`];
    });
    return together(
      problem(...problems),
      unanswered(...live.unread("ServiceAccount")),
      problems.length > 0
        ? evidence()
        : evidence(
            `the authorizer gives none of ${questions.length} dangerous rights to ${accounts.length} ServiceAccounts, ` +
              everybody.map(({ name }) => name).join(" and "),
          ),
    );
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    const needs = error.reason === "Forbidden" ? " (needs create on subjectaccessreviews)" : "";
    return unanswered(`the authorizer: ${error.message}${needs}`);
  }
}

function account(namespace: string, name: string, apiClients: readonly string[]): Subject {
  return {
    name: `ServiceAccount/${namespace}/${name}`,
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
    rights: apiClients.includes(name) ? takingOver : [...takingOver, ...reaching],
  };
}

const everybody: readonly Subject[] = [
  {
    name: "whoever has no account",
    user: "system:anonymous",
    groups: ["system:unauthenticated"],
    rights: [...takingOver, ...reaching, ...looking],
  },
  {
    name: "whoever has any account",
    user: "any-account",
    groups: ["system:authenticated"],
    rights: [...takingOver, ...reaching],
  },
];

function review(namespace: string, { user, groups }: Subject, { clusterWide = false, ...right }: Right): object {
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user, groups, resourceAttributes: { ...right, ...(clusterWide ? {} : { namespace }) } },
  };
}

function words({ verb, resource, subresource, clusterWide = false }: Right): string {
  if (verb === "*") return "do everything";
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  return `${verb} ${what}${clusterWide ? " of the whole cluster" : ""}`;
}
