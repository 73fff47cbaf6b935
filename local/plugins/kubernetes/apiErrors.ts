import { listAt, textAt, type Json } from "./json";

/** The API server's refusal of a request. */
export class ApiError extends Error {
  /** The causes by field, as the server's Status names them; paths as `spec.template.spec.containers[0].image`. */
  readonly causes: { field: string; reason: string; message: string }[];
  /** The machine-readable reason, such as `Invalid`, `Forbidden`, `Conflict`, `NotFound`. */
  readonly reason: string;

  constructor(
    readonly status: number,
    readonly body: Json,
  ) {
    const text = typeof body === "string" ? body.trim().slice(0, 500) : textAt(body, "message");
    super(text === "" ? `the API server answered with HTTP status ${status}` : text);
    this.name = "ApiError";
    this.reason = textAt(body, "reason");
    this.causes = listAt(body, "details", "causes").map((cause) => ({
      field: textAt(cause, "field"),
      reason: textAt(cause, "reason"),
      message: textAt(cause, "message"),
    }));
  }
}

/** No answer from the API server within the time that a restart of it takes. */
export class UnreachableError extends Error {
  constructor(server: string, cause: string) {
    super(
      `cannot reach the Kubernetes API server at ${server}: ${cause}. ` +
        "Check that the cluster is running and that the kubeconfig names it, then run the command again",
    );
    this.name = "UnreachableError";
  }
}

/** The operation was cancelled by whoever runs the engine. */
export class CancelledError extends Error {
  constructor() {
    super("cancelled");
    this.name = "CancelledError";
  }
}

/**
 * A message in which no secret shows: the API server likes to repeat the values it refuses.
 * @param secrets the values that must not show; they are looked for as they are, in base64 and escaped.
 */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  const forms = new Set(
    secrets
      .filter((secret) => secret.length >= 3)
      .flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        Buffer.from(secret, "utf8").toString("base64"),
        Buffer.from(secret, "base64").toString("utf8"),
      ])
      .filter((form) => form.length >= 3),
  );
  // Longest first, so that a value which contains another is hidden whole.
  return [...forms]
    .sort((a, b) => b.length - a.length)
    .reduce((text, form) => text.replaceAll(form, "[secret]"), message);
}
