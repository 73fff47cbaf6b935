import { ApiError, withoutSecrets } from "./apiErrors";
import { textAt } from "./json";
import { describe, groupKindOf, type Identity } from "./objects";

/** The namespace that an object is to be put into does not exist. */
export function isNamespaceMissing(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status === 404 &&
    typeof error.body === "object" &&
    textAt(error.body, "details", "kind") === "namespaces"
  );
}

/** What can only be refused because the update has not happened yet: the right, or the account that a Pod runs as. */
export function isPreviewTooEarly(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.status === 403 &&
    /cannot patch resource|cannot create resource|error looking up service account/.test(error.message)
  );
}

/** The name of the ResourceQuota that an object would exceed. */
export function exceededQuota(error: unknown): string | undefined {
  return error instanceof ApiError ? /exceeded quota: ([^,]+),/.exec(error.message)?.[1] : undefined;
}

/** The name of the ValidatingAdmissionPolicy that refuses an object. */
export function refusingPolicy(error: unknown): string | undefined {
  return error instanceof ApiError ? /ValidatingAdmissionPolicy '([^']+)'/.exec(error.message)?.[1] : undefined;
}

/**
 * An API server's refusal as the person must read it: the object, the reason and what to do.
 * @param secrets values that must not show
 */
export function refusal(error: unknown, identity: Identity, attempt: string, secrets: readonly string[]): Error {
  const original = error instanceof Error ? error : new Error(String(error));
  // A Secret's values are shown by validation messages in forms that cannot be told beforehand.
  const shown = groupKindOf(identity) === "Secret" ? withoutValues(original.message) : original.message;
  const reason = withoutSecrets(shown, secrets);
  return new Error(`${describe(identity)} could not be ${attempt}: ${reason}${adviceFor(original, identity)}`, {
    cause: error,
  });
}

function adviceFor(error: Error, identity: Identity): string {
  if (isNamespaceMissing(error)) {
    return `. Create the namespace ${identity.namespace} first, and let this object depend on it`;
  }
  if (error instanceof ApiError && error.reason === "Conflict") {
    return (
      ". Someone else set these fields. To take them over, set the annotation pulumi.com/patchForce to " +
      '"true" on the object for one update; to keep the other values, declare them, or leave the fields out'
    );
  }
  if (error instanceof ApiError && /exceeded quota/.test(error.message)) {
    return `. Raise the quota of namespace ${identity.namespace}, or ask for less`;
  }
  return "";
}

function withoutValues(message: string): string {
  return message.replace(/(Invalid|Unsupported|Duplicate) value: (?:"(?:[^"\\]|\\.)*"|[^\s:,]+)/g, "$1 value");
}
