import type { Config } from "./config.ts";
import { serviceName } from "./logger.ts";

const levelsWithLines: ReadonlySet<string> = new Set(["DEBUG", "INFO"]);

/**
 * Writes the lines of calls in the logger's own form, all those of one turn of the event loop at once: for a server that
 * makes thousands a second, where the logger and a system call for each line cost as much as the calls. Not for a
 * Lambda, which may be frozen before the turn ends. `flush` writes what is left.
 */
export function createCallLines(
  { logLevel, stage }: Pick<Config, "logLevel" | "stage">,
  write: (text: string) => void,
) {
  let waiting = "";
  const flush = (): void => {
    const text = waiting;
    waiting = "";
    if (text !== "") write(text);
  };
  const record = (line: object): void => {
    if (!levelsWithLines.has(logLevel)) return;
    if (waiting === "") setImmediate(flush);
    const time = new Date().toISOString();
    waiting += `${JSON.stringify({ time, level: "INFO", service: serviceName, message: "call", stage, ...line })}\n`;
  };
  return { record, flush };
}
