import { runtime } from "@pulumi/pulumi";

/**
 * Whether a Secret's values are encrypted in the state: those of `data` and `stringData`, together or each by itself.
 *
 * @param inputs With the envelopes that mark secrets, as they are sent to the engine and as they are in its state.
 */
export function isEncrypted(inputs: Readonly<Record<string, unknown>>): boolean {
  return [inputs.data, inputs.stringData].every(
    (values) => isEnvelope(values) || Object.values(values ?? {}).every(isEnvelope),
  );
}

/** Whether a value is a secret in its envelope. */
export function isEnvelope(value: unknown): boolean {
  return runtime.isRpcSecret(value);
}
