import type { Writable } from "node:stream";

/**
 * Gathers lines until the turn of the event loop ends, and writes them at once: for a server that makes thousands of
 * lines a second, where a system call for each costs as much as the call that it tells of. Not for a Lambda, which may be
 * frozen before the turn ends. `flush` writes what is left.
 */
export function gatherByTurns(stream: Pick<Writable, "write" | "on">) {
  let held = "";
  // Whoever stops reading the log does not stop the shop.
  stream.on("error", () => undefined);
  const flush = (): void => {
    if (held === "") return;
    const lines = held;
    held = "";
    stream.write(lines);
  };
  const write = (line: string): void => {
    if (held === "") setImmediate(flush);
    held += `${line}\n`;
  };
  return { write, flush };
}
