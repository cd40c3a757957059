import type { Config } from "./config.ts";
import { service } from "./logger.ts";

const levelsWithLines: ReadonlySet<string> = new Set(["DEBUG", "INFO"]);

interface Options extends Pick<Config, "logLevel" | "stage"> {
  readonly version: string;
}

/**
 * Writes the lines of calls in the logger's own form, all those of one turn of the event loop at once: for a server that
 * makes thousands a second, where the logger and a system call for each line cost as much as the calls. Not for a
 * Lambda, which may be frozen before the turn ends. `flush` writes what is left. `write` ends a line.
 */
export function createCallLines({ logLevel, stage, version }: Options, write: (text: string) => void) {
  let waiting: string[] = [];
  const flush = (): void => {
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) write(lines.join("\n"));
  };
  const record = (line: object): void => {
    if (!levelsWithLines.has(logLevel)) return;
    if (waiting.length === 0) setImmediate(flush);
    const time = new Date().toISOString();
    waiting.push(JSON.stringify({ time, level: "INFO", svc: service, stage, v: version, ...line }));
  };
  return { record, flush };
}
