/**
 * Ends this process when the engine ends it or is gone: the engine holds our standard input open for as long as it lives, so
 * that not even a killed engine leaves its plugins behind.
 * @param stop called first, to end what this process has started.
 */
export function liveWithEngine(stop: () => void = () => undefined): void {
  const end = () => {
    stop();
    process.exit();
  };
  process.stdin.on("end", end).resume();
  process.once("SIGINT", end).once("SIGTERM", end);
}
