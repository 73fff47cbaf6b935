/** What the SDK's automation server and the policy pack say when they were cut off, beside what cut them off. */
const echo = /^One or more errors occurred|: context canceled$/;

/**
 * The error by which an operation of the engine failed, from everything that the engine printed. Its closing line and
 * the echoes of a lost connection to it name no cause: the engine lists the program first, whoever failed.
 */
export function engineError(output: string): string {
  const errors = output
    .split("\n")
    .flatMap((line) => /^\s*error: (?!(?:update|preview) failed$)(.+)$/.exec(line)?.[1] ?? []);
  return errors.find((error) => !echo.test(error)) ?? errors.at(0) ?? "see the engine's output above";
}
