import { type Exception, isExpired } from "./exceptions";
import { message } from "./message";
import type { RuleDescription } from "./rule";

/** What is demanded of the exceptions themselves. */
export const exceptionRule: RuleDescription = {
  id: "exceptions",
  title: "Exceptions name a rule and an object that there are, and have not expired",
  checklist: "admission-controllers",
  severity: "high",
  frameworks: [],
  remedy: "Mend the object and remove the exception, or let its owner renew it with a new date.",
};

/** The text of an exception's own violation. */
export function exceptionMessage({ rule, object }: Exception, problem: string): string {
  return message(exceptionRule, `exception from ${rule} for ${object}`, problem);
}

/** What is wrong with an exception that no longer holds; undefined for one that does. */
export function expiryProblem(exception: Exception): string | undefined {
  return isExpired(exception) ? `it expired on ${exception.expires} (owner: ${exception.owner})` : undefined;
}
