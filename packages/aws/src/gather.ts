import type { Writable } from "node:stream";

/**
 * Holds back what is written to a stream until the turn of the event loop ends, and writes it at once: for a server that
 * makes thousands of lines a second, where a system call for each costs as much as the call that it tells of. Not for a
 * Lambda, which may be frozen before the turn ends. `flush` writes what is left.
 */
export function gatherByTurns(stream: Pick<Writable, "cork" | "uncork">) {
  let held = false;
  const flush = (): void => {
    if (!held) return;
    held = false;
    stream.uncork();
  };
  const hold = (): void => {
    if (held) return;
    held = true;
    stream.cork();
    setImmediate(flush);
  };
  return { hold, flush };
}
