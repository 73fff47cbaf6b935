import { randomInt } from "node:crypto";
import stack from "../index";
import type { StackConfig } from "./project";
import { record, type Registration } from "./recorder";

/**
 * What a stack of this project would register, read without engine, provider or cluster. Passwords are generated for
 * this reading, other ones each time.
 *
 * @param name Name of the stack.
 * @throws SettingsError if the configuration is bad.
 */
export function recordStack(name: string, config: StackConfig): Promise<Registration[]> {
  return record(() => stack(), { stack: name, config, preview: true, generate: (_, inputs) => generated(inputs) });
}

/** Letters and digits, as RandomPassword without special characters gives. */
function generated({ length }: Record<string, unknown>): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: Number(length) }, () => alphabet[randomInt(alphabet.length)]).join("");
}
