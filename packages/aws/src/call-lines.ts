import { type Logger, LogLevelThreshold } from "@aws-lambda-powertools/logger";
import { LineFormatter, service } from "./logger.ts";

/** What is told of a call, under the names of its line. */
export type WriteCall = (line: Readonly<Record<string, string | number | boolean | undefined>>) => void;

interface Options {
  readonly stage: string;
  readonly version: string;
  readonly write: (line: string) => void;
}

/**
 * Writes the line of a call as the logger does, without asking what only a Lambda or an error could bring into it: in a
 * server of its own the logger would cost more than the search whose line it writes.
 */
export function createCallLines(logger: Logger, { stage, version, write }: Options): WriteCall {
  if (logger.level > LogLevelThreshold.INFO) return () => undefined;
  const formatter = new LineFormatter(version);
  let now = 0;
  let time = "";
  return (line) => {
    // Of many lines in one millisecond the first one spells it.
    if (now !== Date.now()) {
      now = Date.now();
      time = formatter.formatTimestamp(new Date(now));
    }
    write(JSON.stringify({ time, level: "INFO", svc: service, stage, v: version, ...line }));
  };
}
