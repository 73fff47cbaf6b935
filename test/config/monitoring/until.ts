import { setTimeout as pause } from "node:timers/promises";

/** Many times what anything here takes. */
const deadlineMilliseconds = 60_000;

/** Waits for a condition. Throws after the deadline, with what is known then. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  known: () => string = () => "",
): Promise<void> {
  const end = Date.now() + deadlineMilliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`timed out before ${what}\n${known()}`);
    await pause(100);
  }
}
